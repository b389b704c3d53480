import CircleX from "lucide-react/icons/circle-x";

/** Why a form was refused and what to do, announced at once. For client components: it brings one icon, not all of them. */
export function FormProblem({ message, next }: { message: string; next: string }) {
  return (
    <div role="alert" className="flex gap-3 rounded-lg bg-danger-wash px-4 py-3">
      <CircleX aria-hidden="true" strokeWidth={1.75} className="mt-0.5 size-4 shrink-0 text-danger" />
      <div className="min-w-0">
        <p className="font-medium">{message}</p>
        <p>{next}</p>
      </div>
    </div>
  );
}
