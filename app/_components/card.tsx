import clsx from "clsx";
import { useId } from "react";

/** A framed part of a page with its name and, at the right, what can be done there. Without a title it is only the frame. */
export function Card({
  title,
  actions,
  className,
  children,
}: {
  title?: React.ReactNode;
  actions?: React.ReactNode;
  className?: string;
  children: React.ReactNode;
}) {
  const id = useId();
  const frame = clsx("rounded-lg border border-line bg-surface", className);
  if (!title) return <div className={frame}>{children}</div>;
  return (
    <section aria-labelledby={id} className={frame}>
      {/* What can be done goes below the name where there is no room beside it. */}
      <header className="flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-4 py-1.5">
        <h2 id={id}>{title}</h2>
        {actions}
      </header>
      {children}
    </section>
  );
}

/** Names and values, one pair a line, for the inside of a card. */
export function Facts({ children }: { children: React.ReactNode }) {
  return <dl className="divide-y divide-line">{children}</dl>;
}

/** One pair of Facts. */
export function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="flex min-h-10 flex-wrap items-center justify-between gap-x-6 gap-y-1 px-4 py-2">
      <dt className="text-muted">{name}</dt>
      <dd className="ml-auto min-w-0 text-right break-words">{children}</dd>
    </div>
  );
}
