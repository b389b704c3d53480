import Link from "next/link";
import { Children } from "react";
import { Card } from "@/app/_components/card";
import { Highlight } from "@/app/(app)/search/_components/highlight";

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

interface ResultRowProps {
  href: string;
  title: string;
  detail: string;
  /** What was looked for: it is marked where it stands. */
  wanted: string;
  end?: React.ReactNode;
}

/** One result: the row is the link. */
export function ResultRow({ href, title, detail, wanted, end }: ResultRowProps) {
  return (
    <li className="relative flex items-center justify-between gap-4 px-4 py-2 hover:bg-hover">
      <div className="min-w-0">
        <p className="truncate">
          <Link href={href} prefetch={false} className="row-link font-medium">
            <bdi>
              <Highlight text={title} wanted={wanted} />
            </bdi>
          </Link>
        </p>
        {detail && (
          <p className="truncate text-xs text-muted">
            <bdi>
              <Highlight text={detail} wanted={wanted} />
            </bdi>
          </p>
        )}
      </div>
      {end && <div className="shrink-0">{end}</div>}
    </li>
  );
}
