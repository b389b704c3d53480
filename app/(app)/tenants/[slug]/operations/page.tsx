import type { Metadata } from "next";
import { Button } from "@/app/_components/button";
import { EmptyState } from "@/app/_components/empty-state";
import { formatDuration } from "@/app/_components/format";
import { PageHeader } from "@/app/_components/page-header";
import { RowLink, Table, Td, Th, Tr } from "@/app/_components/table";
import { RelativeTime } from "@/app/_components/time";
import { OperationBadge } from "@/app/(app)/tenants/[slug]/operations/_components/operation-badge";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { listOperations, type OperationView } from "@/lib/operations/queries";

export const metadata: Metadata = { title: "Operations" };

type Props = {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** What was done with the tenant: each run, how it ended, who asked for it. */
export default async function OperationsPage({ params, searchParams }: Props) {
  const [{ slug }, { cursor }] = await Promise.all([params, searchParams]);
  const actor = await requireActor();
  const before = typeof cursor === "string" ? cursor : undefined;
  const { operations, next } = await orNotFound(listOperations(actor, slug, { cursor: before }));
  const base = `/tenants/${slug}/operations`;
  return (
    <>
      <PageHeader title="Operations" description="Imports and review packs of this tenant, newest first." />
      {operations.length === 0 ? (
        <EmptyState
          icon="activity"
          title={before ? "There is nothing older." : "Nothing was done here yet."}
          text="Imports and generated review packs are listed here, with how they ended."
          action={
            <Button href={before ? base : `/tenants/${slug}/import`}>{before ? "Back to the newest" : "Import"}</Button>
          }
        />
      ) : (
        <Table label="Operations">
          <thead>
            <tr>
              <Th>Operation</Th>
              <Th>State</Th>
              <Th className="max-md:hidden">Result</Th>
              <Th end className="max-sm:hidden">
                Took
              </Th>
              <Th className="max-sm:hidden">By</Th>
              <Th end className="max-sm:hidden">
                When
              </Th>
            </tr>
          </thead>
          <tbody>
            {operations.map((operation) => (
              <OperationRow key={operation.id} base={base} operation={operation} />
            ))}
          </tbody>
        </Table>
      )}
      <nav aria-label="Pages" className="mt-4 flex gap-2">
        {before && <Button href={base}>Newest</Button>}
        {next && <Button href={`${base}?cursor=${next}`}>Older</Button>}
      </nav>
    </>
  );
}

function OperationRow({ base, operation }: { base: string; operation: OperationView }) {
  const { id, label, counts, failureReason, durationMs, initiatedByName, createdAt } = operation;
  const result =
    failureReason ??
    counts
      .slice(0, 3)
      .map((count) => `${count.name} ${count.value}`)
      .join(" · ");
  return (
    <Tr>
      <Td className="sm:whitespace-nowrap">
        <RowLink href={`${base}/${id}`}>{label}</RowLink>
        <span className="ml-2 text-muted">#{id}</span>
        <span className="block text-xs text-muted sm:hidden">
          <RelativeTime at={createdAt} />
        </span>
      </Td>
      <Td>
        <OperationBadge operation={operation} />
      </Td>
      <Td className="max-w-xs truncate text-muted max-md:hidden">{result}</Td>
      <Td end className="whitespace-nowrap text-muted max-sm:hidden">
        {durationMs === null ? "–" : formatDuration(durationMs)}
      </Td>
      <Td className="max-w-40 truncate text-muted max-sm:hidden">{initiatedByName}</Td>
      <Td end className="text-muted max-sm:hidden">
        <RelativeTime at={createdAt} />
      </Td>
    </Tr>
  );
}
