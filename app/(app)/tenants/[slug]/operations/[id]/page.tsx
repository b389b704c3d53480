import type { Metadata } from "next";
import { StatusBadge } from "@/app/_components/badge";
import { Button } from "@/app/_components/button";
import { Card, Fact, Facts } from "@/app/_components/card";
import { formatDuration } from "@/app/_components/format";
import { Hash } from "@/app/_components/hash";
import { LiveRefresh } from "@/app/_components/live-refresh";
import { PageHeader } from "@/app/_components/page-header";
import { DateTime, RelativeTime } from "@/app/_components/time";
import { Notice } from "@/app/_components/toast";
import { OperationBadge } from "@/app/(app)/tenants/[slug]/operations/_components/operation-badge";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { getOperation } from "@/lib/operations/queries";

type Props = { params: Promise<{ slug: string; id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Operation #${(await params).id.slice(0, 20)}` };
}

/** One run: state, what it counted or why it failed, who asked, how long it took. */
export default async function OperationPage({ params }: Props) {
  const { slug, id } = await params;
  const actor = await requireActor();
  const operation = await orNotFound(getOperation(actor, slug, id));
  const { label, counts, failureReason, packId, inngestRunId, durationMs, outcome } = operation;
  return (
    <>
      <LiveRefresh slug={slug} isActive={outcome === "pending"} />
      <PageHeader
        title={label}
        badge={<OperationBadge operation={operation} />}
        description={
          <>
            Operation #{operation.id} · asked for by {operation.initiatedByName || "somebody since deleted"},{" "}
            <RelativeTime at={operation.createdAt} />
          </>
        }
        actions={packId && <Button href={`/tenants/${slug}/review-packs/${packId}`}>Open review pack #{packId}</Button>}
      />
      {failureReason && (
        <div className="mb-6">
          <Notice tone="danger" title="Why it failed">
            {failureReason}
          </Notice>
        </div>
      )}
      <div className="grid gap-6 lg:grid-cols-2 lg:items-start">
        <Card title="Result">
          <Facts>
            <Fact name="Status">
              <StatusBadge domain="operation_status" value={operation.status} />
            </Fact>
            <Fact name="Outcome">
              <StatusBadge domain="operation_outcome" value={outcome} />
            </Fact>
            {counts.map(({ name, value }) => (
              <Fact key={name} name={name}>
                {/^\d+$/.test(value) ? Number(value).toLocaleString("en") : value}
              </Fact>
            ))}
          </Facts>
        </Card>
        <Card title="Times">
          <Facts>
            <Fact name="Asked for">
              <DateTime at={operation.createdAt} />
            </Fact>
            <Fact name="Started">
              <DateTime at={operation.startedAt} />
            </Fact>
            <Fact name="Ended">
              <DateTime at={operation.completedAt} />
            </Fact>
            <Fact name="Took">{durationMs === null ? "–" : formatDuration(durationMs)}</Fact>
            {inngestRunId && (
              <Fact name="Run">
                <Hash value={inngestRunId} label="Copy the run's id" />
              </Fact>
            )}
          </Facts>
        </Card>
      </div>
    </>
  );
}
