import { Glyph } from "@/app/_components/glyph";

/** Why a form was refused and what to do, announced at once. */
export function FormProblem({ message, next }: { message: string; next: string }) {
  return (
    <div role="alert" className="flex gap-3 rounded-lg bg-danger-wash px-4 py-3">
      <Glyph name="circle-x" className="mt-0.5 text-danger" />
      <div className="min-w-0">
        <p className="font-medium">{message}</p>
        <p>{next}</p>
      </div>
    </div>
  );
}
