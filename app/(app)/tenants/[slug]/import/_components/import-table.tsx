import { StatusBadge } from "@/app/_components/badge";
import { Card } from "@/app/_components/card";
import { EmptyState } from "@/app/_components/empty-state";
import { formatBytes, formatNumber } from "@/app/_components/format";
import { RowLink, Table, Td, Th, Tr } from "@/app/_components/table";
import { RelativeTime } from "@/app/_components/time";
import type { ImportView } from "@/lib/imports/queries";
import { inertText } from "@/lib/readable/inert-text";
import { toolName } from "@/lib/reports/tool-name";
import { importPath } from "../paths";
import { importWords } from "./import-words";

/** What came in before: state, file, tool, and what it changed or why it was refused. */
export function ImportTable({ slug, imports }: { slug: string; imports: ImportView[] }) {
  if (imports.length === 0) {
    return (
      <Card>
        <EmptyState icon="upload" title="Nothing imported yet" text="Choose the result of a scan above." />
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
          <Th className="max-sm:hidden">Imported</Th>
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
                <RowLink href={importPath(slug, each.id)}>
                  <bdi>{inertText(each.fileName, 200)}</bdi>
                </RowLink>{" "}
                <span className="text-muted">{formatBytes(each.fileBytes)}</span>
              </p>
              <p className="break-words text-muted">
                {importWords(each)}
                <span className="sm:hidden">
                  {" · "}
                  <RelativeTime at={each.completedAt ?? each.createdAt} />
                </span>
              </p>
            </Td>
            <Td className="align-top whitespace-nowrap max-md:hidden">
              {[each.tool && toolName(each.tool), each.toolVersion].filter(Boolean).join(" ")}
            </Td>
            <Td className="align-top max-md:hidden" end>
              {each.status === "completed" ? formatNumber(each.counts.rows) : null}
            </Td>
            <Td className="max-w-40 truncate align-top whitespace-nowrap max-lg:hidden">{each.initiatedByName}</Td>
            <Td className="align-top max-sm:hidden">
              <RelativeTime at={each.completedAt ?? each.createdAt} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
