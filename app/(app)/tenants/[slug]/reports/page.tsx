import type { Metadata } from "next";
import { Badge, StatusBadge } from "@/app/_components/badge";
import { Button } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { EmptyState } from "@/app/_components/empty-state";
import { formatNumber } from "@/app/_components/format";
import { LiveRefresh } from "@/app/_components/live-refresh";
import { PageHeader } from "@/app/_components/page-header";
import { RowLink, Table, Td, Th, Tr } from "@/app/_components/table";
import { RelativeTime } from "@/app/_components/time";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { inertText } from "@/lib/readable/inert-text";
import { listReports, type NewestReport } from "@/lib/reports/queries";
import { reportLabel } from "@/lib/reports/report-label";
import { toolName } from "@/lib/reports/tool-name";
import { reportPath } from "./paths";

export const metadata: Metadata = { title: "Reports" };

type Address = { params: Promise<{ slug: string }> };

/** The stored reports of a tenant by type: the newest, its age, its rows, and how many older ones are kept. */
export default async function ReportsPage({ params }: Address) {
  const { slug } = await params;
  const actor = await requireActor();
  const reports = await orNotFound(listReports(actor, slug, new Date()));
  return (
    <>
      <LiveRefresh slug={slug} isActive={false} />
      <PageHeader title="Reports" description="What was captured of this tenant, kept as it came." />
      {reports.length === 0 ? (
        <Card>
          <EmptyState
            icon="database"
            title="Nothing here yet"
            text="Import answers of Microsoft Graph to see roles and permissions, or a scan to see what was assessed."
            action={<Button href={`/tenants/${slug}/import`}>Import</Button>}
          />
        </Card>
      ) : (
        <Table label="Reports">
          <thead>
            <tr>
              <Th>Report</Th>
              <Th>State</Th>
              <Th className="max-md:hidden">Source</Th>
              <Th end>Rows</Th>
              <Th end className="max-sm:hidden">
                Older ones
              </Th>
              <Th end className="max-sm:hidden">
                Captured
              </Th>
            </tr>
          </thead>
          <tbody>
            {reports.map((report) => (
              <ReportRow key={report.type} slug={slug} report={report} />
            ))}
          </tbody>
        </Table>
      )}
    </>
  );
}

function ReportRow({ slug, report }: { slug: string; report: NewestReport }) {
  return (
    <Tr>
      <Td className="w-full max-w-0 min-w-36">
        <RowLink href={reportPath(slug, report.type)} className="block truncate">
          {inertText(reportLabel(report.type), 100)}
        </RowLink>
        <span className="block truncate text-xs text-muted sm:hidden">
          <RelativeTime at={report.capturedAt} />
        </span>
        {report.note !== "" && <span className="block text-xs text-muted">{report.note}</span>}
      </Td>
      <Td>
        <ReportState report={report} />
      </Td>
      <Td className="max-w-40 truncate text-muted max-md:hidden">{inertText(toolName(report.source), 60)}</Td>
      <Td end>{formatNumber(report.rowCount)}</Td>
      <Td end className="text-muted max-sm:hidden">
        {report.older === 0 ? "–" : formatNumber(report.older)}
      </Td>
      <Td end className="whitespace-nowrap text-muted max-sm:hidden">
        <RelativeTime at={report.capturedAt} />
      </Td>
    </Tr>
  );
}

function ReportState({ report }: { report: NewestReport }) {
  if (report.state !== "included") return <StatusBadge domain="source_state" value={report.state} />;
  return (
    <Badge tone="success" icon="check">
      Fresh
    </Badge>
  );
}
