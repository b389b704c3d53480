import type { Metadata } from "next";
import { Button } from "@/app/_components/button";
import { formatCount } from "@/app/_components/format";
import { PageHeader } from "@/app/_components/page-header";
import { DateTime, RelativeTime } from "@/app/_components/time";
import { Notice } from "@/app/_components/toast";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { inertText } from "@/lib/readable/inert-text";
import { getReportOfType } from "@/lib/reports/queries";
import { type ReportReading, readReport } from "@/lib/reports/read-report";
import { reportLabel } from "@/lib/reports/report-label";
import { toolName } from "@/lib/reports/tool-name";
import { reportPath } from "../paths";
import { ReportBody } from "./_components/report-body";
import { ReportHistory } from "./_components/report-history";
import { ReportNotices } from "./_components/report-notices";

type Address = {
  params: Promise<{ slug: string; type: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

const pageRows = 200;

/** What one row of each reading is, and several are. */
const things: Record<ReportReading["kind"], [one: string, many: string]> = {
  roles: ["role assignment", "role assignments"],
  permissions: ["grant", "grants"],
  policies: ["policy", "policies"],
  score: ["control", "controls"],
  assessment: ["check", "checks"],
  tree: ["row", "rows"],
};

export async function generateMetadata({ params }: Address): Promise<Metadata> {
  return { title: inertText(reportLabel((await params).type), 80) };
}

/** A stored report as people read it, and the older ones of its type. */
export default async function ReportPage({ params, searchParams }: Address) {
  const [{ slug, type }, { report: wanted, page: asked }] = await Promise.all([params, searchParams]);
  const actor = await requireActor();
  const { report, history } = await orNotFound(
    getReportOfType(actor, slug, type, typeof wanted === "string" ? wanted : undefined),
  );
  const reading = readReport(report);
  const pages = Math.max(1, Math.ceil(reading.rows.length / pageRows));
  const page = Math.min(pages, Math.max(1, Number.parseInt(String(asked), 10) || 1));
  const isOld = history[0]?.id !== report.id;
  const view = isOld ? { report: report.id } : {};
  return (
    <>
      <PageHeader
        title={inertText(reportLabel(type), 100)}
        description={
          <>
            {formatCount(reading.rows.length, ...things[reading.kind])} from {inertText(toolName(report.source), 60)} ·
            captured <RelativeTime at={report.seen.capturedAt} />
            {report.seen.isCapturedAtAssumed && " (assumed: the file does not say when)"}
          </>
        }
        actions={isOld && <Button href={reportPath(slug, type)}>Go to the newest</Button>}
      />
      <div className="mb-4 grid gap-3 empty:hidden">
        {isOld && (
          <Notice tone="info" title="This is an older report.">
            It was captured on <DateTime at={report.capturedAt} />.
          </Notice>
        )}
        <ReportNotices report={report} />
      </div>
      <ReportBody slug={slug} reading={reading} from={(page - 1) * pageRows} rows={pageRows} />
      {pages > 1 && (
        <nav aria-label="Pages" className="mt-4 flex items-center justify-between gap-2 screen-only">
          {page > 1 ? <Button href={reportPath(slug, type, { ...view, page: page - 1 })}>Previous</Button> : <span />}
          <span className="text-muted">
            Page {page} of {pages}
          </span>
          {page < pages ? <Button href={reportPath(slug, type, { ...view, page: page + 1 })}>Next</Button> : <span />}
        </nav>
      )}
      <ReportHistory slug={slug} type={type} history={history} shownId={report.id} />
    </>
  );
}
