import { formatDuration } from "@/app/_components/format";
import { AgeSortLink } from "@/app/_components/sort-link";
import { RowLink, Table, Td, Th, Tr } from "@/app/_components/table";
import { RelativeTime } from "@/app/_components/time";
import type { OperationView } from "@/lib/operations/queries";
import { operationPath, operationsPath } from "../paths";
import type { OperationSearch } from "../schema";
import { countWords } from "./count-words";
import { OperationBadge } from "./operation-badge";

interface OperationTableProps {
  slug: string;
  view: OperationSearch;
  operations: OperationView[];
}

/** The list of runs: one row each, which is one link. */
export function OperationTable({ slug, view, operations }: OperationTableProps) {
  const isOldestFirst = view.sort === "oldest";
  const turned = operationsPath(slug, { ...view, sort: isOldestFirst ? undefined : "oldest" });
  return (
    <Table label="Operations">
      <thead>
        <tr>
          <Th>
            <span className="max-sm:hidden">Operation</span>
            {/* On a phone the time stands in this column. */}
            <span className="sm:hidden">
              <AgeSortLink label="Operation" isOldestFirst={isOldestFirst} href={turned} />
            </span>
          </Th>
          <Th>State</Th>
          <Th className="max-md:hidden">Result</Th>
          <Th end className="max-xl:hidden">
            Took
          </Th>
          <Th className="max-xl:hidden">By</Th>
          <Th end className="max-sm:hidden">
            <AgeSortLink label="When" isOldestFirst={isOldestFirst} href={turned} />
          </Th>
        </tr>
      </thead>
      <tbody>
        {operations.map((operation) => (
          <OperationRow key={operation.id} slug={slug} operation={operation} />
        ))}
      </tbody>
    </Table>
  );
}

function OperationRow({ slug, operation }: { slug: string; operation: OperationView }) {
  const { id, label, counts, failureReason, durationMs, initiatedByName, createdAt } = operation;
  return (
    <Tr>
      <Td className="sm:whitespace-nowrap">
        <RowLink href={operationPath(slug, id)}>{label}</RowLink>
        <span className="ml-2 text-muted">#{id}</span>
        <span className="block text-xs text-muted sm:hidden">
          <RelativeTime at={createdAt} />
        </span>
      </Td>
      <Td>
        <OperationBadge operation={operation} />
      </Td>
      <Td className="max-w-56 truncate text-muted max-md:hidden xl:max-w-xs">{failureReason ?? countWords(counts)}</Td>
      <Td end className="whitespace-nowrap text-muted max-xl:hidden">
        {durationMs === null ? "–" : formatDuration(durationMs)}
      </Td>
      <Td className="max-w-40 truncate text-muted max-xl:hidden">{initiatedByName}</Td>
      <Td end className="text-muted max-sm:hidden">
        <RelativeTime at={createdAt} />
      </Td>
    </Tr>
  );
}
