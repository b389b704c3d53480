/** The head of a page: its name (the page's only h1), one line about it, and what can be done. */
export function PageHeader({
  title,
  description,
  badge,
  actions,
}: {
  title: React.ReactNode;
  description?: React.ReactNode;
  /** The state of the thing that the page is about, before its name. */
  badge?: React.ReactNode;
  actions?: React.ReactNode;
}) {
  return (
    <div className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="text-xl tracking-tight text-balance">{title}</h1>
          {badge}
        </div>
        {description && <p className="mt-1 text-muted">{description}</p>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2 screen-only">{actions}</div>}
    </div>
  );
}
