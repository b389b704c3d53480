import { StatusBadge } from "@/app/_components/badge";
import { Button } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { EmptyState } from "@/app/_components/empty-state";
import { SeverityBadge } from "@/app/_components/severity-badge";
import { RowLink, Table, Td, Th, Tr } from "@/app/_components/table";
import type { ChangeKind } from "@/lib/findings/net-changes";
import { inertText } from "@/lib/readable/inert-text";
import { toolName } from "@/lib/reports/tool-name";
import type { ChangedFindingPage, ChangedFindingView } from "@/lib/review-packs/pack-changes";
import { findingPath } from "../../../../findings/paths";
import { type ChangesView, changesPath } from "../../../paths";

interface ChangedFindingsProps {
  slug: string;
  packId: string;
  view: ChangesView & { kind: ChangeKind; page: number };
  list: ChangedFindingPage;
}

/** The findings of one kind of change: as they were in the one pack, and as they are in the other, or now. */
export function ChangedFindings({ slug, packId, view, list }: ChangedFindingsProps) {
  const { findings, hasMore, isCut } = list;
  if (findings.length === 0) {
    const since = view.until ? "since this pack" : "between the two packs";
    return (
      <Card>
        <EmptyState icon="check" title="None" text={`No finding changed in this way ${since}.`} />
      </Card>
    );
  }
  return (
    <>
      <Table label="Changed findings">
        <thead>
          <tr>
            <Th>Severity</Th>
            <Th>Finding</Th>
            <Th className="max-md:hidden">Was</Th>
            <Th className="max-sm:hidden">{view.until ? "Is now" : "Is in this pack"}</Th>
            <Th className="max-lg:hidden">Tool</Th>
          </tr>
        </thead>
        <tbody>
          {findings.map((finding) => (
            <Tr key={finding.id}>
              <Td>
                <SeverityBadge value={finding.severity} />
              </Td>
              <Td className="w-full max-w-0 min-w-40">
                <div className="flex items-baseline gap-3 max-lg:flex-col max-lg:gap-0">
                  <RowLink href={findingPath(slug, finding.id)} className="max-w-full shrink-0 truncate lg:max-w-[65%]">
                    <bdi>{inertText(finding.title, 200)}</bdi>
                  </RowLink>
                  <span className="min-w-0 max-w-full truncate text-muted">
                    <bdi>{inertText(finding.resourceName, 200)}</bdi>
                  </span>
                </div>
              </Td>
              <Td className="whitespace-nowrap max-md:hidden">
                <Before finding={finding} />
              </Td>
              <Td className="max-sm:hidden">
                <StatusBadge domain="finding_status" value={finding.status} />
              </Td>
              <Td className="max-w-32 truncate text-muted max-lg:hidden">{inertText(toolName(finding.source), 40)}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      <Pages slug={slug} packId={packId} view={view} hasMore={hasMore} />
      {isCut && (
        <p className="mt-3 text-muted">
          There is more history than is read for this page. The whole list is in the changes.json of{" "}
          {view.until ? "the next pack" : "this pack"}.
        </p>
      )}
    </>
  );
}

function Before({ finding: { fromStatus, fromSeverity, severity } }: { finding: ChangedFindingView }) {
  if (fromStatus === null) return <span className="text-muted">Not there</span>;
  return (
    <span className="inline-flex items-center gap-3">
      <StatusBadge domain="finding_status" value={fromStatus} />
      {fromSeverity && fromSeverity !== severity && <SeverityBadge value={fromSeverity} />}
    </span>
  );
}

function Pages({ slug, packId, view, hasMore }: Omit<ChangedFindingsProps, "list"> & { hasMore: boolean }) {
  const { kind, page, until } = view;
  const turned = (to: number) => changesPath(slug, packId, kind, { until, page: to });
  if (page === 1 && !hasMore) return null;
  return (
    <nav aria-label="Pages" className="mt-4 flex justify-between gap-2 screen-only">
      {page > 1 ? <Button href={turned(page - 1)}>Back</Button> : <span />}
      {hasMore && <Button href={turned(page + 1)}>More</Button>}
    </nav>
  );
}
