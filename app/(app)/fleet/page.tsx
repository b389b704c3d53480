import type { Metadata } from "next";
import { Badge } from "@/app/_components/badge";
import { Button } from "@/app/_components/button";
import { EmptyState } from "@/app/_components/empty-state";
import { PageHeader } from "@/app/_components/page-header";
import { RowLink, Table, Td, Th, Tr } from "@/app/_components/table";
import { RelativeTime } from "@/app/_components/time";
import { requireActor } from "@/lib/auth/session";
import { type FleetView, listFleets } from "@/lib/fleet/queries";
import { fleetWords } from "./fleet-words";

export const metadata: Metadata = { title: "Fleet runs" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Every time that packs were asked for many tenants at once, newest first. */
export default async function FleetPage({ searchParams }: Props) {
  const { cursor } = await searchParams;
  const actor = await requireActor();
  const { runs, next } = await listFleets(actor, typeof cursor === "string" ? cursor : undefined);
  return (
    <>
      <PageHeader title="Fleet runs" description="Review packs that were asked for several tenants at once" />
      {runs.length === 0 ? (
        <EmptyState
          icon="building"
          title="No fleet runs yet."
          text="Choose several tenants and generate their review packs together, or let a schedule do it."
          action={<Button href="/">Choose tenants</Button>}
        />
      ) : (
        <Table label="Fleet runs">
          <thead>
            <tr>
              <Th>State</Th>
              <Th>Run</Th>
              <Th className="max-md:hidden">By</Th>
              <Th className="max-sm:hidden">Asked</Th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <FleetRow key={run.id} run={run} />
            ))}
          </tbody>
        </Table>
      )}
      {next && (
        <Button href={`/fleet?cursor=${next}`} className="mt-4">
          Older
        </Button>
      )}
    </>
  );
}

function FleetRow({ run }: { run: FleetView }) {
  return (
    <Tr>
      <Td>
        <FleetBadge run={run} />
      </Td>
      <Td className="w-full max-w-0 min-w-32">
        <div className="flex items-baseline gap-3 max-md:flex-col max-md:gap-0">
          <RowLink href={`/fleet/${run.id}`}>#{run.id}</RowLink>
          <span className="min-w-0 max-w-full truncate text-muted">{fleetWords(run.counts)}</span>
        </div>
      </Td>
      <Td className="max-w-56 truncate whitespace-nowrap max-md:hidden">
        {run.requestedByName}
        {run.isScheduled && <span className="text-muted">, by schedule</span>}
      </Td>
      <Td className="max-sm:hidden">
        <RelativeTime at={run.createdAt} />
      </Td>
    </Tr>
  );
}

function FleetBadge({ run: { counts } }: { run: FleetView }) {
  if (counts.inProgress > 0) return <Badge tone="info" icon="loader">{`In progress`}</Badge>;
  if (counts.failed > 0) return <Badge tone="danger" icon="x">{`${counts.failed} failed`}</Badge>;
  return (
    <Badge tone="success" icon="check">
      All ready
    </Badge>
  );
}
