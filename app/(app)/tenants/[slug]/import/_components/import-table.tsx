import { StatusBadge } from "@/app/_components/badge";
import { Card } from "@/app/_components/card";
import { EmptyState } from "@/app/_components/empty-state";
import { formatBytes, formatCount, formatNumber } from "@/app/_components/format";
import { Table, Td, Th, Tr } from "@/app/_components/table";
import { RelativeTime } from "@/app/_components/time";
import type { ImportView } from "@/lib/imports/queries";

/** What came in before: state, file, tool, and what it changed or why it was refused. */
export function ImportTable({ imports }: { imports: ImportView[] }) {
  if (imports.length === 0) {
    return (
      <Card>
        <EmptyState
          icon="upload"
          title="Nothing imported yet"
          text="Choose the result of a scan above. It is read in the background."
        />
      </Card>
    );
  }
  return (
    <Table label="Imports">
      <thead>
        <tr>
          <Th>Status</Th>
          <Th>File</Th>
          <Th className="max-md:hidden">Tool</Th>
          <Th className="max-md:hidden" end>
            Rows
          </Th>
          <Th className="max-lg:hidden">By</Th>
          <Th>Imported</Th>
        </tr>
      </thead>
      <tbody>
        {imports.map((each) => (
          <Tr key={each.id}>
            <Td className="align-top">
              <StatusBadge domain="import_status" value={each.status} />
            </Td>
            <Td className="w-full max-w-0 min-w-32">
              <p className="truncate" title={each.fileName}>
                {each.fileName} <span className="text-muted">{formatBytes(each.fileBytes)}</span>
              </p>
              <p className="break-words text-muted">{importWords(each)}</p>
            </Td>
            <Td className="align-top whitespace-nowrap max-md:hidden">
              {[each.tool, each.toolVersion].filter(Boolean).join(" ")}
            </Td>
            <Td className="align-top max-md:hidden" end>
              {each.status === "completed" ? formatNumber(each.counts.rows) : null}
            </Td>
            <Td className="max-w-40 truncate align-top whitespace-nowrap max-lg:hidden">{each.initiatedByName}</Td>
            <Td className="align-top">
              <RelativeTime at={each.completedAt ?? each.createdAt} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

/** "12 new, 3 changed, 4 resolved, 1,185 unchanged"; of a failed one, why. */
function importWords({ status, counts, problem, fileName }: ImportView): string {
  // The command line's messages begin with the file's name; here it stands above.
  if (status === "failed") return problem?.replace(`${fileName}: `, "") ?? "It could not be read.";
  if (status !== "completed") return status === "queued" ? "Waiting for its turn" : "Being read";
  const parts = [
    [counts.created, "new"],
    [counts.changed, "changed"],
    [counts.reopened, "reopened"],
    [counts.resolved, "resolved"],
    [counts.unchanged, "unchanged"],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, word]) => `${formatNumber(count)} ${word}`);
  return said.length > 0 ? said.join(", ") : `${formatCount(counts.rows, "row")} read, nothing to change`;
}
