import { StatusBadge } from "@/app/_components/badge";
import { Button } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { EmptyState } from "@/app/_components/empty-state";
import { formatNumber } from "@/app/_components/format";
import { SeverityBadge } from "@/app/_components/severity-badge";
import { TabLink } from "@/app/_components/tab-link";
import { RowLink, Table, Td, Th, Tr } from "@/app/_components/table";
import { type ImportChange, type ImportChangeKind, importChangeKinds } from "@/lib/imports/import-changes";
import type { ImportView } from "@/lib/imports/queries";
import { inertText } from "@/lib/readable/inert-text";
import { findingPath } from "../../../findings/paths";
import { figures } from "../../_components/import-words";
import { importPath } from "../../paths";

/** The findings that an import changed, one kind at a time; each row is a link to the finding. */
export function ChangeList({
  slug,
  view,
  kind,
  page: { changes, next },
}: {
  slug: string;
  view: ImportView;
  kind: ImportChangeKind;
  page: { changes: ImportChange[]; next: string | null };
}) {
  const here = `${importPath(slug, view.id)}?show=${kind}`;
  return (
    <div className="min-w-0">
      <nav aria-label="What changed" className="-mx-1 mb-3 flex flex-wrap gap-1 p-1 screen-only">
        {importChangeKinds.map((one) => (
          <TabLink
            key={one}
            href={`${importPath(slug, view.id)}?show=${one}`}
            label={figures.find(([name]) => name === one)?.[1] ?? one}
            count={formatNumber(view.counts[one])}
            isCurrent={one === kind}
          />
        ))}
      </nav>
      {changes.length === 0 ? (
        <Card>
          <NoChanges view={view} kind={kind} />
        </Card>
      ) : (
        <Table label="Findings that changed">
          <thead>
            <tr>
              <Th>Severity</Th>
              <Th>Finding</Th>
              <Th className="max-md:hidden">Status now</Th>
            </tr>
          </thead>
          <tbody>
            {changes.map((change) => (
              <Tr key={change.findingId}>
                <Td>
                  <SeverityBadge value={change.severity} />
                </Td>
                <Td className="w-full max-w-0 min-w-44">
                  <div className="max-md:line-clamp-2 md:truncate">
                    <RowLink href={findingPath(slug, change.findingId)}>
                      <bdi>{inertText(change.title, 200)}</bdi>
                    </RowLink>{" "}
                    <span className="text-muted">
                      <bdi>{inertText(change.resource, 200)}</bdi>
                    </span>
                  </div>
                </Td>
                <Td className="max-md:hidden">
                  <StatusBadge domain="finding_status" value={change.status} />
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
      {next && (
        <nav aria-label="Pages" className="mt-4 flex justify-end screen-only">
          <Button href={`${here}&cursor=${next}`}>Next</Button>
        </nav>
      )}
    </div>
  );
}

/** A report's rows are counted like findings, but are on its own page; and what was only seen earlier has no history. */
function NoChanges({ view, kind }: { view: ImportView; kind: ImportChangeKind }) {
  if (view.counts[kind] === 0) {
    return <EmptyState icon="check" title="None of these" text="Nothing of this kind came with this import." />;
  }
  return (
    <EmptyState
      icon="database"
      title="No finding is behind this number"
      text="It counts rows of the stored report, or findings that were only seen earlier than was known."
    />
  );
}
