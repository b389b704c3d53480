import { inSystem, type Tx } from "@/lib/db";
import { leaseRanOut } from "@/lib/review-packs/claim";
import { type Problem, type ReconcileReport, reconcile } from "@/lib/review-packs/reconcile";
import { knownKeyIds } from "@/lib/sealing/sealed-secret";

const minuteMs = 60_000;
const lateAfterMs = 15 * minuteMs;

/**
 * Looks at everything and changes nothing: disk against table, events that were not sent, packs and imports that nobody works
 * on, the findings' accumulator against the findings themselves (generation.md, doctor), and credentials that no key opens.
 */
export async function doctor(now: Date): Promise<ReconcileReport> {
  const report = await reconcile(now);
  const lateBefore = new Date(now.getTime() - lateAfterMs);
  const found = await inSystem(async (tx) => [
    await findUnsent(tx, lateBefore),
    await findLatePacks(tx, lateBefore, now),
    await findLateImports(tx, lateBefore),
    await findAccumulatorDrift(tx),
    await findLostCredentials(tx),
  ]);
  return { ...report, problems: [...report.problems, ...found.flat()] };
}

async function findUnsent(tx: Tx, before: Date): Promise<Problem[]> {
  const events = await tx.outboxEvent.findMany({
    where: { sentAt: null, createdAt: { lt: before } },
    take: 100,
    orderBy: { id: "asc" },
  });
  return events.map((event) => ({
    kind: "unsent_event",
    id: event.eventId,
    detail: `${event.name} has waited since ${event.createdAt.toISOString()} (${event.attempts} tries). Is the queue reachable?`,
  }));
}

async function findLatePacks(tx: Tx, before: Date, now: Date): Promise<Problem[]> {
  const packs = await tx.reviewPack.findMany({
    where: {
      OR: [
        { status: "queued", createdAt: { lt: before } },
        { status: "generating", ...leaseRanOut(now) },
      ],
    },
    take: 100,
    orderBy: { id: "asc" },
    select: { id: true, status: true },
  });
  return packs.map((pack) => ({
    kind: "late_pack",
    id: String(pack.id),
    detail: `Review pack #${pack.id} is ${pack.status} and nobody works on it; the reaper sends it again.`,
  }));
}

async function findLateImports(tx: Tx, before: Date): Promise<Problem[]> {
  const imports = await tx.import.findMany({
    where: { status: { in: ["queued", "running"] }, createdAt: { lt: before } },
    take: 100,
    orderBy: { id: "asc" },
    select: { id: true, status: true },
  });
  return imports.map((row) => ({
    kind: "late_import",
    id: String(row.id),
    detail: `Import #${row.id} has been ${row.status} for more than 15 minutes.`,
  }));
}

/** Credentials of connections that no key of ours opens: each fetch of theirs fails. */
async function findLostCredentials(tx: Tx): Promise<Problem[]> {
  const lost = await tx.graphConnection.findMany({
    where: { sealedKeyId: { notIn: knownKeyIds() } },
    take: 100,
    orderBy: { tenantId: "asc" },
    select: { sealedKeyId: true, tenant: { select: { slug: true } } },
  });
  return lost.map(({ sealedKeyId, tenant }) => ({
    kind: "lost_credential",
    id: tenant.slug,
    detail: `The connection of ${tenant.slug} to Microsoft Graph was encrypted with the key ${sealedKeyId}, which is not in TENANTPILOT_ENCRYPTION_KEYS.`,
  }));
}

/** One scan of all findings: for doctor only, never for a click. */
async function findAccumulatorDrift(tx: Tx): Promise<Problem[]> {
  const rows = await tx.$queryRaw<{ tenant: string; kept: bigint; counted: bigint }[]>`
    WITH naive AS (
      SELECT tenant_id, count(*) AS n,
        mod(mod(sum(finding_lane(content_hash, 0)), 18446744073709551616) + 18446744073709551616, 18446744073709551616) AS l0,
        mod(mod(sum(finding_lane(content_hash, 1)), 18446744073709551616) + 18446744073709551616, 18446744073709551616) AS l1,
        mod(mod(sum(finding_lane(content_hash, 2)), 18446744073709551616) + 18446744073709551616, 18446744073709551616) AS l2,
        mod(mod(sum(finding_lane(content_hash, 3)), 18446744073709551616) + 18446744073709551616, 18446744073709551616) AS l3
      FROM findings GROUP BY tenant_id)
    SELECT t.slug AS tenant, coalesce(c.findings_count, 0) AS kept, coalesce(n.n, 0) AS counted
    FROM tenants t LEFT JOIN naive n ON n.tenant_id = t.id LEFT JOIN tenant_contents c ON c.tenant_id = t.id
    WHERE (coalesce(c.findings_count, 0), coalesce(c.lane0, 0), coalesce(c.lane1, 0), coalesce(c.lane2, 0), coalesce(c.lane3, 0))
      <> (coalesce(n.n, 0), coalesce(n.l0, 0), coalesce(n.l1, 0), coalesce(n.l2, 0), coalesce(n.l3, 0))`;
  return rows.map((row) => ({
    kind: "accumulator_drift",
    id: row.tenant,
    detail: `The kept sum of ${row.kept} findings is not that of the ${row.counted} there are: somebody wrote findings with triggers off.`,
  }));
}
