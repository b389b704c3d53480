import Link from "next/link";

/** A column's name as the link to another order of the list; the arrow says that the list is in this column's. */
export function SortLink({
  href,
  label,
  arrow,
  now,
  change,
}: {
  href: string;
  label: string;
  /** Left out: the list is in the order of something else. */
  arrow?: "↓" | "↑" | undefined;
  /** How the list is ordered by this column: "newest first". */
  now: string;
  /** What a press does: "Change to oldest first." */
  change: string;
}) {
  return (
    <Link
      href={href}
      prefetch={false}
      className="inline-flex items-center gap-1 hover:text-ink"
      title={arrow ? `${now.charAt(0).toUpperCase()}${now.slice(1)}. ${change}` : change}
    >
      {label}
      {arrow && <span aria-hidden="true">{arrow}</span>}
      {arrow && <span className="sr-only">, {now}</span>}
    </Link>
  );
}

/** As SortLink, for a list by age: it turns the list around. */
export function AgeSortLink({ label, isOldestFirst, href }: { label: string; isOldestFirst: boolean; href: string }) {
  return isOldestFirst ? (
    <SortLink href={href} label={label} arrow="↑" now="oldest first" change="Change to newest first." />
  ) : (
    <SortLink href={href} label={label} arrow="↓" now="newest first" change="Change to oldest first." />
  );
}
