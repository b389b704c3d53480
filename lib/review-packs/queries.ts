import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/policy";
import { inSystem, inWorkspace } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { optionsFromJson } from "@/lib/review-packs/options";
import {
  type PackOptions,
  type PackProgress,
  type PackStatus,
  packStatuses,
  packSteps,
} from "@/lib/review-packs/status";
import { getTenant } from "@/lib/tenants/tenants";
import type { Prisma } from "@/prisma/client/client";

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
  createdAt: string;
  initiatedByName: string;
  progress: PackProgress | null;
  failureReason: string | null;
  failureCode: string | null;
  supersededById: string | null;
  replayOfId: string | null;
  isLegalHold: boolean;
}

const withTenant = { tenant: { select: { slug: true, name: true } } } as const;

type PackRow = Prisma.ReviewPackGetPayload<{ include: typeof withTenant }>;

/** Turns a row with its tenant into what people see. */
export function toPackView(row: PackRow): PackView {
  const reason = row.reason as { sentence?: string };
  return {
    id: String(row.id),
    tenant: row.tenant.slug,
    tenantName: row.tenant.name,
    status: packStatuses.find((status) => status === row.status) ?? "failed",
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
    createdAt: row.createdAt.toISOString(),
    initiatedByName: row.initiatedByName,
    progress: toProgress(row.progress),
    failureReason: row.failureReason,
    failureCode: row.failureCode,
    supersededById: row.supersededById === null ? null : String(row.supersededById),
    replayOfId: row.replayOfId === null ? null : String(row.replayOfId),
    isLegalHold: row.isLegalHold,
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

/** Which packs, and from where: before `cursor` (older), or after `newerThan` (the way back). */
export interface PackListFilter {
  status?: PackStatus | readonly PackStatus[] | undefined;
  cursor?: string | undefined;
  newerThan?: string | undefined;
  limit?: number | undefined;
}

/**
 * A tenant's packs, newest first, by keyset on the id.
 * @throws {AppError} not_found, forbidden.
 */
export async function listPacks(actor: Actor, slug: string, filter: PackListFilter = {}): Promise<PackPage> {
  const tenant = await getTenant(actor, slug, "review_pack.view");
  const limit = Math.min(filter.limit ?? packPageRows, 200);
  const { status } = filter;
  const older = keysetFrom(filter.cursor);
  const newer = keysetFrom(filter.newerThan);
  const rows = await inWorkspace(tenant.workspaceId, (tx) =>
    tx.reviewPack.findMany({
      where: {
        tenantId: tenant.id,
        ...(status ? { status: typeof status === "string" ? status : { in: [...status] } } : {}),
        ...(newer ? { id: { gt: newer } } : older ? { id: { lt: older } } : {}),
      },
      orderBy: { id: newer ? "asc" : "desc" },
      take: limit + 1,
      include: withTenant,
    }),
  );
  const packs = rows.slice(0, limit).map(toPackView);
  if (newer) packs.reverse();
  return { packs, next: newer || rows.length > limit ? (packs.at(-1)?.id ?? null) : null };
}

function keysetFrom(text: string | undefined): bigint | null {
  return text && /^\d{1,18}$/.test(text) ? BigInt(text) : null;
}

/** How many packs a tenant has in each status. @throws {AppError} not_found, forbidden. */
export async function countPacks(actor: Actor, slug: string): Promise<Record<PackStatus, number>> {
  const tenant = await getTenant(actor, slug, "review_pack.view");
  const groups = await inWorkspace(tenant.workspaceId, (tx) =>
    tx.reviewPack.groupBy({ by: ["status"], where: { tenantId: tenant.id }, _count: true }),
  );
  const counts = Object.fromEntries(packStatuses.map((status) => [status, 0])) as Record<PackStatus, number>;
  for (const group of groups) counts[group.status as PackStatus] = group._count;
  return counts;
}

/** One pack of a tenant. @throws {AppError} not_found, forbidden. */
export async function getPack(actor: Actor, slug: string, packId: string): Promise<PackView> {
  const tenant = await getTenant(actor, slug, "review_pack.view");
  const row = await inWorkspace(tenant.workspaceId, (tx) =>
    tx.reviewPack.findFirst({ where: { id: packIdFrom(packId), tenantId: tenant.id }, include: withTenant }),
  );
  if (!row) throw notFound(`Review pack #${packId}`);
  return toPackView(row);
}

/** One pack by its id alone, for the command line. @throws {AppError} not_found, forbidden. */
export async function getPackById(actor: Actor, packId: string): Promise<PackView> {
  const what = `Review pack #${packId}`;
  return inSystem(async (tx) => {
    const row = await tx.reviewPack.findUnique({ where: { id: packIdFrom(packId) }, include: withTenant });
    if (!row) throw notFound(what);
    await authorize(tx, actor, "review_pack.view", { workspaceId: row.workspaceId, tenantId: row.tenantId, what });
    return toPackView(row);
  });
}

/** A pack's id from text that came from outside. @throws {AppError} not_found for what cannot be one. */
export function packIdFrom(text: string): bigint {
  if (!/^[1-9]\d{0,17}$/.test(text)) throw notFound(`Review pack #${text.slice(0, 20)}`);
  return BigInt(text);
}
