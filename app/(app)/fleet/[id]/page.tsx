import { randomUUID } from "node:crypto";
import type { Metadata } from "next";
import Link from "next/link";
import { Badge, StatusBadge } from "@/app/_components/badge";
import { Button } from "@/app/_components/button";
import { LiveRefresh } from "@/app/_components/live-refresh";
import { PageHeader } from "@/app/_components/page-header";
import { RowLink, Table, Td, Th, Tr } from "@/app/_components/table";
import { RelativeTime } from "@/app/_components/time";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { type FleetItemView, type FleetView, getFleet } from "@/lib/fleet/queries";
import { fleetWords, itemWords } from "../fleet-words";
import { RetryForm } from "../retry-form";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Fleet run #${(await params).id}` };
}

/** One fleet run: a row per tenant with its state, moving while packs are made (ui.md, `/`). */
export default async function FleetRunPage({ params }: Props) {
  const { id } = await params;
  const { run, items } = await orNotFound(getFleet(await requireActor(), id));
  return (
    <>
      <LiveRefresh slug={`fleet/${run.id}`} isActive={run.counts.inProgress > 0} />
      <PageHeader
        title={`Fleet run #${run.id}`}
        description={<Description run={run} />}
        actions={
          <>
            <Button href="/fleet">All runs</Button>
            {run.counts.retryable > 0 && <RetryForm fleetRunId={run.id} idempotencyKey={randomUUID()} />}
          </>
        }
      />
      <p className="mb-4 font-medium" role="status">
        {fleetWords(run.counts)}
      </p>
      <Table label="Tenants of this run">
        <thead>
          <tr>
            <Th>Status</Th>
            <Th>Tenant</Th>
            <Th className="max-sm:hidden">Why</Th>
            <Th className="max-sm:hidden">Pack</Th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <ItemRow key={item.id} item={item} />
          ))}
        </tbody>
      </Table>
    </>
  );
}

function Description({ run }: { run: FleetView }) {
  return (
    <>
      {run.workspaceName} · asked by {run.requestedByName}
      {run.isScheduled && ", by schedule"}, <RelativeTime at={run.createdAt} />
      {run.retryOfId && (
        <>
          {" "}
          · tries again what failed in{" "}
          <Link href={`/fleet/${run.retryOfId}`} className="text-link hover:underline">
            #{run.retryOfId}
          </Link>
        </>
      )}
    </>
  );
}

function ItemRow({ item }: { item: FleetItemView }) {
  const { tenant, tenantName, pack, retriedInId } = item;
  const href = pack ? `/tenants/${tenant}/review-packs/${pack.id}` : `/tenants/${tenant}`;
  return (
    <Tr>
      <Td>
        <ItemBadge item={item} />
      </Td>
      <Td className="max-sm:w-full sm:whitespace-nowrap">
        <RowLink href={href}>{tenantName}</RowLink>
        <p className="text-muted sm:hidden">{itemWords(item)}</p>
      </Td>
      <Td className="min-w-48 text-muted max-sm:hidden">
        {itemWords(item)}
        {retriedInId && (
          <>
            {" "}
            <Link href={`/fleet/${retriedInId}`} className="relative z-1 text-link hover:underline">
              Tried again in #{retriedInId}
            </Link>
          </>
        )}
      </Td>
      <Td className="text-muted max-sm:hidden">{pack ? `#${pack.id}` : "–"}</Td>
    </Tr>
  );
}

function ItemBadge({ item: { outcome, pack } }: { item: FleetItemView }) {
  if (outcome === "refused")
    return (
      <Badge tone="danger" icon="ban">
        Refused
      </Badge>
    );
  if (pack) return <StatusBadge domain="review_pack_status" value={pack.status} />;
  return outcome === "pending" ? (
    <Badge tone="gray" icon="circle-dashed">
      Waiting
    </Badge>
  ) : (
    <Badge tone="gray" icon="trash">
      Deleted
    </Badge>
  );
}
