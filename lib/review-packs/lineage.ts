import type { Actor } from "@/lib/auth/actor";
import { inWorkspace, type Tx } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { changesSummaryFrom } from "@/lib/review-packs/changes-summary";
import { packIdFrom } from "@/lib/review-packs/queries";
import { type PackStatus, packStatuses } from "@/lib/review-packs/status";
import { getTenant } from "@/lib/tenants/tenants";

/** A pack that another one is related to. */
export interface RelatedPack {
  id: string;
  /** Null: it was deleted since. */
  status: PackStatus | null;
  /** When it was made, or else asked for; ISO 8601 UTC. */
  at: string | null;
}

/** Where a pack stands among the tenant's packs. */
export interface PackLineage {
  /** The finished one before it, which it is compared with. */
  previous: RelatedPack | null;
  /** The newest one that is ready and was made after it. */
  newer: RelatedPack | null;
  /** The one that it was made again from. */
  replayOf: RelatedPack | null;
  /** Those that were made again from it, newest first, at most 10. */
  replays: RelatedPack[];
  /** The one that had the same content first, so that this one was not made. */
  supersededBy: RelatedPack | null;
}

const related = { id: true, status: true, generatedAt: true, createdAt: true } as const;

interface RelatedRow {
  id: bigint;
  status: string;
  generatedAt: Date | null;
  createdAt: Date;
}

/** The packs that one came from, and those that came from it. @throws {AppError} not_found, forbidden (review_pack.view). */
export async function getLineage(actor: Actor, slug: string, packId: string): Promise<PackLineage> {
  const tenant = await getTenant(actor, slug, "review_pack.view");
  return inWorkspace(tenant.workspaceId, async (tx) => {
    const pack = await tx.reviewPack.findFirst({
      where: { id: packIdFrom(packId), tenantId: tenant.id },
      select: {
        id: true,
        status: true,
        summary: true,
        previousFingerprint: true,
        generatedAt: true,
        replayOfId: true,
        replayOf: { select: related },
        supersededBy: { select: related },
        replays: { select: related, orderBy: { id: "desc" }, take: 10 },
      },
    });
    if (!pack) throw notFound(`Review pack #${packId}`);
    const newer =
      pack.generatedAt &&
      (await tx.reviewPack.findFirst({
        where: { tenantId: tenant.id, status: "ready", generatedAt: { gt: pack.generatedAt } },
        orderBy: { generatedAt: "desc" },
        select: related,
      }));
    return {
      previous: await findBefore(tx, tenant.id, pack),
      newer: newer ? toRelated(newer) : null,
      replayOf: pack.replayOf ? toRelated(pack.replayOf) : null,
      replays: pack.replays.map(toRelated),
      supersededBy: pack.supersededBy ? toRelated(pack.supersededBy) : null,
    };
  });
}

interface Pack {
  id: bigint;
  summary: unknown;
  previousFingerprint: string | null;
}

/** A finished pack recorded which one it was compared with; of the others the fingerprint is known. */
async function findBefore(tx: Tx, tenantId: bigint, pack: Pack): Promise<RelatedPack | null> {
  const compared = changesSummaryFrom(pack.summary as Record<string, unknown>)?.previous;
  if (compared) {
    const row = await tx.reviewPack.findFirst({ where: { id: BigInt(compared.pack_id), tenantId }, select: related });
    return row ? toRelated(row) : { id: compared.pack_id, status: null, at: compared.as_of };
  }
  if (pack.previousFingerprint === null) return null;
  const row = await tx.reviewPack.findFirst({
    where: {
      tenantId,
      fingerprint: pack.previousFingerprint,
      status: { in: ["ready", "expired"] },
      id: { lt: pack.id },
    },
    orderBy: { id: "desc" },
    select: related,
  });
  return row && toRelated(row);
}

function toRelated({ id, status, generatedAt, createdAt }: RelatedRow): RelatedPack {
  return {
    id: String(id),
    status: packStatuses.find((known) => known === status) ?? null,
    at: (generatedAt ?? createdAt).toISOString(),
  };
}
