import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/policy";
import { inSystem, inWorkspace, type Tx } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { type Keyset, keysetPage, keysetQuery } from "@/lib/keyset";
import { optionsFromJson } from "@/lib/review-packs/options";
import { countsAs, statusNow } from "@/lib/review-packs/run-out";
import {
  type PackOptions,
  type PackProgress,
  type PackStatus,
  packStatuses,
  packSteps,
} from "@/lib/review-packs/status";
import { getTenant } from "@/lib/tenants/tenants";
import { Prisma } from "@/prisma/client/client";

/** A review pack as pages, commands and the API show it (running.md, Commands): ids are strings, times ISO 8601 UTC. */
export interface PackView {
  id: string;
  /** The tenant's slug. */
  tenant: string;
  tenantName: string;
  status: PackStatus;
  fingerprint: string | null;
  previousFingerprint: string | null;
  options: PackOptions;
  summary: Record<string, unknown>;
  filePath: string | null;
  /** Bytes, as decimal digits. */
  fileSize: string | null;
  sha256: string | null;
  asOf: string | null;
  generatedAt: string | null;
  expiresAt: string | null;
  operationRunId: string | null;
  /** Why it was made; for a failed pack, why it failed. */
  reason: string;
  /** Why it was made, whatever became of it. */
  madeBecause: string;
  createdAt: string;
  initiatedByName: string;
  progress: PackProgress | null;
  failureReason: string | null;
  failureCode: string | null;
  supersededById: string | null;
  replayOfId: string | null;
  isLegalHold: boolean;
  fileDeletedAt: string | null;
}

const withTenant = { tenant: { select: { slug: true, name: true } } } as const;

type PackRow = Prisma.ReviewPackGetPayload<{ include: typeof withTenant }>;

/** Turns a row with its tenant into what people see at this moment: its status is what it counts as now. */
export function toPackView(row: PackRow, now: Date): PackView {
  const reason = row.reason as { sentence?: string };
  return {
    id: String(row.id),
    tenant: row.tenant.slug,
    tenantName: row.tenant.name,
    status: statusNow({ ...row, status: packStatuses.find((status) => status === row.status) ?? "failed" }, now),
    fingerprint: row.fingerprint,
    previousFingerprint: row.previousFingerprint,
    options: optionsFromJson(row.options),
    summary: row.summary as Record<string, unknown>,
    filePath: row.filePath,
    fileSize: row.fileSize === null ? null : String(row.fileSize),
    sha256: row.sha256,
    asOf: row.asOf?.toISOString() ?? null,
    generatedAt: row.generatedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    operationRunId: row.operationRunId === null ? null : String(row.operationRunId),
    reason: row.failureReason ?? reason.sentence ?? "",
    madeBecause: reason.sentence ?? "",
    createdAt: row.createdAt.toISOString(),
    initiatedByName: row.initiatedByName,
    progress: toProgress(row.progress),
    failureReason: row.failureReason,
    failureCode: row.failureCode,
    supersededById: row.supersededById === null ? null : String(row.supersededById),
    replayOfId: row.replayOfId === null ? null : String(row.replayOfId),
    isLegalHold: row.isLegalHold,
    fileDeletedAt: row.fileDeletedAt?.toISOString() ?? null,
  };
}

function toProgress(json: unknown): PackProgress | null {
  const progress = json as Partial<PackProgress>;
  const step = packSteps.find((name) => name === progress.step);
  if (!step) return null;
  return { step, rowsDone: progress.rowsDone ?? 0, rowsExpected: progress.rowsExpected ?? 0, at: progress.at ?? "" };
}

/** One page of a list: `next` is the cursor of the next page, null on the last. */
export interface PackPage {
  packs: PackView[];
  next: string | null;
}

/** Rows of a page of packs unless asked otherwise. */
export const packPageRows = 50;

/** More packs than this do not share the beginning of a hash, unless somebody made them to. */
const hashMatchesMax = 1000;

/** The least of a hash that packs are looked for by. */
export const hashLengthMin = 4;

/**
 * The beginning of a hash in what somebody pasted: "sha256:AB12…", or a line of SHA256SUMS. Hex digits in lower case.
 * @returns null when there is none, or one too short to tell packs apart.
 */
export function hashPrefix(text: string): string | null {
  const [, hash] = /^(?:sha-?256[:=\s]+)?([0-9a-f]+)(?:[\s…]|$)/.exec(text.trim().toLowerCase()) ?? [];
  return hash !== undefined && hash.length >= hashLengthMin && hash.length <= 64 ? hash : null;
}

/** Which packs, in which order, and from where. */
export interface PackListFilter extends Keyset {
  status?: PackStatus | readonly PackStatus[] | undefined;
  /** How the pack's SHA-256 or fingerprint begins, as `hashPrefix` gives it. */
  hash?: string | undefined;
  limit?: number | undefined;
}

/**
 * A tenant's packs, newest first unless asked otherwise, by keyset on the id.
 * @throws {AppError} not_found, forbidden.
 */
export async function listPacks(
  actor: Actor,
  slug: string,
  filter: PackListFilter = {},
  now = new Date(),
): Promise<PackPage> {
  const tenant = await getTenant(actor, slug, "review_pack.view");
  const limit = Math.min(filter.limit ?? packPageRows, 200);
  const { status } = filter;
  const keyset = keysetQuery(filter);
  const rows = await inWorkspace(tenant.workspaceId, async (tx) =>
    tx.reviewPack.findMany({
      where: {
        tenantId: tenant.id,
        ...(filter.hash ? { AND: [{ id: { in: await idsOfHash(tx, tenant.id, filter.hash) } }] } : {}),
        ...(status ? countsAs(typeof status === "string" ? [status] : status, now) : {}),
        ...keyset.where,
      },
      orderBy: keyset.orderBy,
      take: limit + 1,
      include: withTenant,
    }),
  );
  const views = rows.map((row) => toPackView(row, now));
  const { rows: packs, next } = keysetPage(views, limit, keyset);
  return { packs, next };
}

/** First by the hashes' own indexes: the order of the list would lead to reading all of it for a hash that is rare. */
async function idsOfHash(tx: Tx, tenantId: bigint, hash: string): Promise<bigint[]> {
  // As a range, not with LIKE, which may not use an index beneath a policy: hexadecimal digits end before g.
  const [first, end] = [hash, `${hash}g`];
  const rows = await tx.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM review_packs WHERE tenant_id = ${tenantId} AND sha256 ~>=~ ${first} AND sha256 ~<~ ${end}
    UNION SELECT id FROM review_packs WHERE tenant_id = ${tenantId} AND fingerprint ~>=~ ${first} AND fingerprint ~<~ ${end}
    LIMIT ${hashMatchesMax}`;
  return rows.map(({ id }) => id);
}

/** Counting ends here: a list of 100,000 packs is as quick as one of ten. */
export const packCountMax = 1000;

/**
 * How many packs a tenant has in each status; `packCountMax + 1` means more than that.
 * @throws {AppError} not_found, forbidden.
 */
export async function countPacks(actor: Actor, slug: string, now = new Date()): Promise<Record<PackStatus, number>> {
  const tenant = await getTenant(actor, slug, "review_pack.view");
  const rows = await inWorkspace(tenant.workspaceId, (tx) =>
    tx.$queryRaw<{ status: PackStatus; count: number }[]>(countSql(tenant.id, now)),
  );
  const counts = Object.fromEntries(packStatuses.map((status) => [status, 0])) as Record<PackStatus, number>;
  for (const { status, count } of rows) counts[status] = Math.min(counts[status] + count, packCountMax + 1);
  return counts;
}

/** Each status by itself and as a literal: the planner knows how rare it is, and uses the index where it is. */
function countSql(tenantId: bigint, now: Date): Prisma.Sql {
  const counted = (status: PackStatus, condition: Prisma.Sql) =>
    Prisma.sql`SELECT ${status}::text AS status, (SELECT count(*)::int FROM (
      SELECT FROM review_packs p WHERE p.tenant_id = ${tenantId} AND ${condition} LIMIT ${packCountMax + 1}) found) AS count`;
  const statuses = packStatuses.filter((status) => status !== "ready");
  return Prisma.join(
    [
      ...statuses.map((status) => counted(status, Prisma.raw(`p.status = '${status}'`))),
      counted("ready", Prisma.sql`p.status = 'ready' AND (p.is_legal_hold OR p.expires_at > ${now})`),
      counted("expired", Prisma.sql`p.status = 'ready' AND NOT p.is_legal_hold AND p.expires_at <= ${now}`),
    ],
    " UNION ALL ",
  );
}

/** One pack of a tenant. @throws {AppError} not_found, forbidden. */
export async function getPack(actor: Actor, slug: string, packId: string, now = new Date()): Promise<PackView> {
  const tenant = await getTenant(actor, slug, "review_pack.view");
  const row = await inWorkspace(tenant.workspaceId, (tx) =>
    tx.reviewPack.findFirst({ where: { id: packIdFrom(packId), tenantId: tenant.id }, include: withTenant }),
  );
  if (!row) throw notFound(`Review pack #${packId}`);
  return toPackView(row, now);
}

/** One pack by its id alone, for the command line. @throws {AppError} not_found, forbidden. */
export async function getPackById(actor: Actor, packId: string, now = new Date()): Promise<PackView> {
  const what = `Review pack #${packId}`;
  return inSystem(async (tx) => {
    const where = { id: packIdFrom(packId) };
    const place = await tx.reviewPack.findUnique({ where, select: { workspaceId: true, tenantId: true } });
    if (!place) throw notFound(what);
    await authorize(tx, actor, "review_pack.view", { ...place, what });
    const row = await tx.reviewPack.findUnique({ where, include: withTenant });
    if (!row) throw notFound(what);
    return toPackView(row, now);
  });
}

/** A pack's id from text that came from outside. @throws {AppError} not_found for what cannot be one. */
export function packIdFrom(text: string): bigint {
  if (!/^[1-9]\d{0,17}$/.test(text)) throw notFound(`Review pack #${text.slice(0, 20)}`);
  return BigInt(text);
}
