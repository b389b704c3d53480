import clsx from "clsx";
import Link from "next/link";

/** One of a row of tabs that are links: a filter, or a part of the settings. `count` stands behind the word. */
export function TabLink({
  href,
  label,
  count,
  isCurrent,
}: {
  href: string;
  label: string;
  count?: string | undefined;
  isCurrent: boolean;
}) {
  return (
    <Link
      href={href}
      prefetch={false}
      aria-current={isCurrent ? "page" : undefined}
      className={clsx(
        "flex h-8 shrink-0 items-center gap-1.5 rounded-md px-2.5 hover:bg-hover",
        isCurrent ? "bg-sunken font-medium text-ink" : "text-muted",
      )}
    >
      {label}
      {count !== undefined && <span className="text-muted">{count}</span>}
    </Link>
  );
}
