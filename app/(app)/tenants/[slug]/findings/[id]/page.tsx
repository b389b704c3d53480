import type { Metadata } from "next";
import { StatusBadge } from "@/app/_components/badge";
import { Card } from "@/app/_components/card";
import { EmptyState } from "@/app/_components/empty-state";
import { LiveRefresh } from "@/app/_components/live-refresh";
import { PageHeader } from "@/app/_components/page-header";
import { SeverityBadge } from "@/app/_components/severity-badge";
import { RelativeTime } from "@/app/_components/time";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { readEvidence } from "@/lib/findings/evidence";
import { getFinding } from "@/lib/findings/queries";
import { inertText } from "@/lib/readable/inert-text";
import { toolName } from "@/lib/reports/tool-name";
import { Compliance, Remediation } from "./_components/advice";
import { Evidence } from "./_components/evidence";
import { FindingFacts } from "./_components/finding-facts";
import { History } from "./_components/history";

type Address = { params: Promise<{ slug: string; id: string }> };

export async function generateMetadata({ params }: Address): Promise<Metadata> {
  return { title: `Finding #${(await params).id.slice(0, 20)}` };
}

/** One finding: what was seen, what to do about it, what it touches, and what became of it. */
export default async function FindingPage({ params }: Address) {
  const { slug, id } = await params;
  const actor = await requireActor();
  const finding = await orNotFound(getFinding(actor, slug, id));
  const evidence = readEvidence(finding.evidence);
  return (
    <>
      <LiveRefresh slug={slug} isActive={false} />
      <PageHeader
        title={<bdi className="[overflow-wrap:anywhere]">{inertText(finding.title, 500)}</bdi>}
        badge={
          <span className="flex flex-wrap items-center gap-3">
            <StatusBadge domain="finding_status" value={finding.status} />
            <SeverityBadge value={finding.severity} />
          </span>
        }
        description={
          <>
            Finding #{finding.id} of {inertText(toolName(finding.source), 60)} · last seen{" "}
            <RelativeTime at={finding.lastSeenAt} />
          </>
        }
      />
      <div className="grid grid-cols-1 gap-6 lg:grid-cols-[minmax(0,5fr)_minmax(0,3fr)] lg:items-start">
        <div className="grid min-w-0 grid-cols-1 gap-6">
          <Card title="Evidence">
            {evidence.length > 0 ? (
              <Evidence rows={evidence} />
            ) : (
              <EmptyState icon="inbox" title="No evidence" text="The tool reported this without saying what it saw." />
            )}
          </Card>
          <Card title="What to do">
            <Remediation text={finding.remediation} />
          </Card>
        </div>
        <div className="grid min-w-0 grid-cols-1 gap-6">
          <FindingFacts slug={slug} finding={finding} />
          <Card title="History">
            <History slug={slug} entries={finding.history} firstSeenAt={finding.firstSeenAt} />
          </Card>
          {finding.compliance.length > 0 && (
            <Card title="Compliance">
              <Compliance refs={finding.compliance} />
            </Card>
          )}
        </div>
      </div>
    </>
  );
}
