import Link from "next/link";
import { Children } from "react";
import { Card } from "@/app/_components/card";

/** One kind of results; nothing at all when there are none. */
export function Results({ title, children }: { title: string; children: React.ReactNode }) {
  if (Children.count(children) === 0) return null;
  return (
    <Card title={title}>
      <ul data-rows className="divide-y divide-line">
        {children}
      </ul>
    </Card>
  );
}

/** One result: the row is the link. */
export function ResultRow({
  href,
  title,
  detail,
  end,
}: {
  href: string;
  title: string;
  detail: React.ReactNode;
  end?: React.ReactNode;
}) {
  return (
    <li className="relative flex items-center justify-between gap-4 px-4 py-2 hover:bg-hover">
      <div className="min-w-0">
        <p className="truncate">
          <Link href={href} prefetch={false} className="row-link font-medium">
            {title}
          </Link>
        </p>
        <p className="truncate text-xs text-muted">{detail}</p>
      </div>
      {end && <div className="shrink-0">{end}</div>}
    </li>
  );
}
