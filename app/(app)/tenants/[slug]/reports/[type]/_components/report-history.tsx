import Link from "next/link";
import { Card } from "@/app/_components/card";
import { formatCount } from "@/app/_components/format";
import { Hash } from "@/app/_components/hash";
import { DateTime } from "@/app/_components/time";
import type { ReportView } from "@/lib/reports/queries";
import { reportPath } from "../../paths";

/** The reports of this type that are kept, newest first, with how the number of rows moved. */
export function ReportHistory({
  slug,
  type,
  history,
  shownId,
}: {
  slug: string;
  type: string;
  history: ReportView[];
  shownId: string;
}) {
  return (
    <Card title="History" className="mt-6">
      <ul className="divide-y divide-line">
        {history.map((report, at) => (
          <li key={report.id} className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-1.5">
            {report.id === shownId ? (
              <span className="font-medium" aria-current="true">
                <DateTime at={report.capturedAt} /> <span className="font-normal text-muted">(shown)</span>
              </span>
            ) : (
              <Link
                href={reportPath(slug, type, at === 0 ? {} : { report: report.id })}
                prefetch={false}
                className="text-link hover:underline"
              >
                <DateTime at={report.capturedAt} />
              </Link>
            )}
            <span className="text-muted">
              {formatCount(report.rowCount, "row")}
              {moved(report, history[at + 1])}
            </span>
            <span className="ml-auto max-sm:hidden">
              <Hash value={report.contentHash} label="Copy the hash of its contents" />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function moved(report: ReportView, before: ReportView | undefined): string {
  if (!before) return ", the first one";
  const rows = report.rowCount - before.rowCount;
  if (rows !== 0) return `, ${formatCount(Math.abs(rows), "row")} ${rows > 0 ? "more" : "fewer"}`;
  return report.contentHash === before.contentHash ? ", unchanged" : ", changed";
}
