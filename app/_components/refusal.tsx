import { buttonClasses } from "@/app/_components/button-classes";
import { type RefusalStatus, refusalWords } from "@/lib/refusal-words";

/** A page instead of the one that was asked for: what happened, what it means, what to do. */
export function Refusal({
  code,
  title,
  text,
  action,
}: {
  code?: string;
  title: string;
  text: string;
  action?: React.ReactNode;
}) {
  return (
    <div className="mx-auto grid max-w-md gap-2 py-[14vh] text-center">
      {code && <p className="text-muted">{code}</p>}
      <h1 className="text-xl tracking-tight">{title}</h1>
      <p className="text-muted">{text}</p>
      <div className="mt-4 flex justify-center gap-2">
        {action ?? (
          // A plain link: the error pages are part of every page's scripts, and next/link would come with them twice.
          <a href="/" className={buttonClasses()}>
            Go to your tenants
          </a>
        )}
      </div>
    </div>
  );
}

/** 404 or 403, in the words of the plain document that a first request gets (lib/embedded/plain-refusals.ts). */
export function StatusRefusal({ status }: { status: RefusalStatus }) {
  const { title, text } = refusalWords[status];
  return <Refusal code={String(status)} title={title} text={text} />;
}
