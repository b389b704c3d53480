import type { Metadata } from "next";
import { StatusBadge } from "@/app/_components/badge";
import { Button } from "@/app/_components/button";
import { Card, Fact, Facts } from "@/app/_components/card";
import { formatBytes, formatDuration } from "@/app/_components/format";
import { Hash } from "@/app/_components/hash";
import { LiveRefresh } from "@/app/_components/live-refresh";
import { PageHeader } from "@/app/_components/page-header";
import { DateTime, RelativeTime, WholeNumber } from "@/app/_components/time";
import { Notice } from "@/app/_components/toast";
import { OperationBadge } from "@/app/(app)/tenants/[slug]/operations/_components/operation-badge";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { getOperationDetail, type OperationDetail } from "@/lib/operation-control/get-operation-detail";
import { packPath } from "../../review-packs/paths";
import { readArrival } from "../schema";
import { ControlLinks } from "./_components/control-operation";
import { OperationSteps } from "./_components/operation-steps";
import { OperationToast } from "./_components/operation-toast";

type Props = {
  params: Promise<{ slug: string; id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Operation #${(await params).id.slice(0, 20)}` };
}

/** One run: state, steps, what it counted or why it failed, who asked, how long it took, and what can be done about it. */
export default async function OperationPage({ params, searchParams }: Props) {
  const { slug, id } = await params;
  const actor = await requireActor();
  const operation = await orNotFound(getOperationDetail(actor, slug, id, new Date()));
  const { label, failureReason, packId, outcome } = operation;
  return (
    <>
      <LiveRefresh slug={slug} isActive={outcome === "pending"} />
      <OperationToast {...readArrival(await searchParams)} />
      <PageHeader
        title={label}
        badge={<OperationBadge operation={operation} />}
        description={
          <>
            Operation #{operation.id} · asked for by {operation.initiatedByName || "somebody since deleted"},{" "}
            <RelativeTime at={operation.createdAt} />
          </>
        }
        actions={
          <>
            <ControlLinks slug={slug} operation={operation} />
            {packId && <Button href={packPath(slug, packId)}>Open review pack #{packId}</Button>}
          </>
        }
      />
      {failureReason && (
        <div className="mb-6">
          {outcome === "cancelled" ? (
            <Notice tone="gray" title="Why it ended">
              {failureReason}
            </Notice>
          ) : (
            <Notice tone="danger" title="Why it failed">
              {failureReason}
            </Notice>
          )}
        </div>
      )}
      <div className="grid gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] lg:items-start">
        <OperationSteps operation={operation} />
        <div className="grid gap-6">
          <Result slug={slug} operation={operation} />
          <Times operation={operation} />
        </div>
      </div>
    </>
  );
}

function Result({ slug, operation }: { slug: string; operation: OperationDetail }) {
  const { status, outcome, counts, replayOfPackId, replayedByPackId } = operation;
  return (
    <Card title="Result">
      <Facts>
        <Fact name="Status">
          <StatusBadge domain="operation_status" value={status} />
        </Fact>
        <Fact name="Outcome">
          <StatusBadge domain="operation_outcome" value={outcome} />
        </Fact>
        {counts.map(({ name, value }) => (
          <Fact key={name} name={name === "Bytes" ? "Size" : name}>
            {name === "Bytes" ? (
              formatBytes(value)
            ) : /^\d+$/.test(value) ? (
              <WholeNumber value={BigInt(value)} />
            ) : (
              value
            )}
          </Fact>
        ))}
        {replayOfPackId && (
          <Fact name="In place of">
            <PackLink slug={slug} packId={replayOfPackId} />
          </Fact>
        )}
        {replayedByPackId && (
          <Fact name="Made again as">
            <PackLink slug={slug} packId={replayedByPackId} />
          </Fact>
        )}
      </Facts>
    </Card>
  );
}

function PackLink({ slug, packId }: { slug: string; packId: string }) {
  return (
    <a href={packPath(slug, packId)} className="text-link hover:underline">
      Review pack #{packId}
    </a>
  );
}

function Times({ operation }: { operation: OperationDetail }) {
  const { createdAt, startedAt, completedAt, durationMs, inngestRunId } = operation;
  return (
    <Card title="Times">
      <Facts>
        <Fact name="Asked for">
          <DateTime at={createdAt} />
        </Fact>
        <Fact name="Started">
          <DateTime at={startedAt} />
        </Fact>
        <Fact name="Ended">
          <DateTime at={completedAt} />
        </Fact>
        <Fact name="Took">{durationMs === null ? "–" : formatDuration(durationMs)}</Fact>
        {inngestRunId && (
          <Fact name="Run">
            <Hash value={inngestRunId} label="Copy the run's id" />
          </Fact>
        )}
      </Facts>
    </Card>
  );
}
