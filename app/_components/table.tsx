import clsx from "clsx";
import Link from "next/link";

/**
 * A dense table: rows of 40 px, hairlines, a head that stays in sight. `label` names it for screen readers. On phones it
 * scrolls sideways, unless the page hides columns (className "max-md:hidden" on Th and Td). A row with a RowLink is one
 * link; other controls in it need "relative" to lie above.
 */
export function Table({
  label,
  children,
  className,
}: {
  label: string;
  children: React.ReactNode;
  className?: string;
}) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: on phones it scrolls, and the keyboard has to reach what scrolls.
      tabIndex={0}
      className={clsx("rounded-lg border border-line bg-surface max-lg:overflow-x-auto", className)}
    >
      <table aria-label={label} className="w-full border-separate border-spacing-0 text-left" data-rows>
        {children}
      </table>
    </section>
  );
}

/** A column's head. `end` aligns numbers to the right. */
export function Th({ children, end, className }: { children?: React.ReactNode; end?: boolean; className?: string }) {
  return (
    <th
      scope="col"
      className={clsx(
        "h-9 border-b border-line bg-surface px-3 max-sm:px-2 text-xs whitespace-nowrap text-muted lg:sticky lg:top-14 lg:z-10 first:rounded-tl-lg first:pl-4 last:rounded-tr-lg last:pr-4",
        end && "text-right",
        className,
      )}
    >
      {children}
    </th>
  );
}

/** A row. */
export function Tr({ children, className }: { children: React.ReactNode; className?: string }) {
  return <tr className={clsx("group relative hover:bg-hover", className)}>{children}</tr>;
}

/** A cell. `end` aligns numbers to the right. */
export function Td({
  children,
  end,
  className,
  colSpan,
}: {
  children?: React.ReactNode;
  end?: boolean;
  className?: string;
  colSpan?: number;
}) {
  return (
    <td
      colSpan={colSpan}
      className={clsx(
        "h-10 border-b border-line px-3 max-sm:px-2 py-1.5 group-last:border-b-0 first:pl-4 last:pr-4",
        end && "text-right",
        className,
      )}
    >
      {children}
    </td>
  );
}

/** The link of a row, stretched over all of it. */
export function RowLink({
  href,
  children,
  className,
}: {
  href: string;
  children: React.ReactNode;
  className?: string;
}) {
  return (
    <Link href={href} prefetch={false} className={clsx("row-link font-medium", className)}>
      {children}
    </Link>
  );
}
