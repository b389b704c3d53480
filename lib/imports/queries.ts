import type { Actor } from "@/lib/auth/actor";
import { inWorkspace } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { countsFromJson } from "@/lib/imports/import-record";
import { formatLabel } from "@/lib/imports/importers";
import { keptUntil } from "@/lib/imports/kept-file";
import { objectAt, textsAt } from "@/lib/imports/record";
import type { ImportCounts } from "@/lib/imports/write-changes";
import { getTenant } from "@/lib/tenants/tenants";
import type { Prisma } from "@/prisma/client/client";

/** An import as pages and commands show it: ids are strings, times ISO 8601 UTC. */
export interface ImportView {
  id: string;
  /** The tenant's slug. */
  tenant: string;
  status: "queued" | "running" | "completed" | "failed";
  fileName: string;
  fileSha256: string;
  /** Bytes, as decimal digits. */
  fileBytes: string;
  /** How many of them have been read, while it runs. */
  readBytes: string;
  format: string | null;
  /** The format in words for people: "Prowler (OCSF JSON)". */
  label: string | null;
  tool: string | null;
  toolVersion: string | null;
  scannedAt: string | null;
  /** Nobody said when it was made: the time of import, or a time without its zone. */
  isScannedAtAssumed: boolean;
  /** Types of the reports that were stored with it. */
  reports: string[];
  counts: ImportCounts;
  /** Why it failed. */
  problem: string | null;
  operationRunId: string | null;
  initiatedByName: string;
  createdAt: string;
  completedAt: string | null;
  /** Until when its file is kept; null when it is not. The time may have passed: the sweep comes later. */
  keptUntil: string | null;
}

/** What toImportView needs beside the row. */
export const shownWith = {
  operationRun: { select: { initiatedByName: true } },
  tenant: { select: { workspace: { select: { keptInputDays: true } } } },
} as const;
const statuses = ["queued", "running", "completed", "failed"] as const;
const pageRows = 50;

/** An import's row as pages show it. */
export function toImportView(row: Prisma.ImportGetPayload<{ include: typeof shownWith }>, slug: string): ImportView {
  return {
    id: String(row.id),
    tenant: slug,
    status: statuses.find((status) => status === row.status) ?? "failed",
    fileName: row.fileName,
    fileSha256: row.fileSha256,
    fileBytes: String(row.fileBytes),
    readBytes: String(row.readBytes),
    format: row.format,
    label: row.format && formatLabel(row.format),
    tool: row.tool,
    toolVersion: row.toolVersion,
    scannedAt: row.scannedAt?.toISOString() ?? null,
    isScannedAtAssumed: objectAt(row.counts).isScannedAtAssumed === true,
    reports: textsAt(objectAt(row.counts).reports),
    counts: countsFromJson(row.counts),
    problem: row.problem,
    operationRunId: row.operationRunId === null ? null : String(row.operationRunId),
    initiatedByName: row.operationRun?.initiatedByName ?? "",
    createdAt: row.createdAt.toISOString(),
    completedAt: row.completedAt?.toISOString() ?? null,
    keptUntil: keptUntil(row, row.tenant.workspace.keptInputDays)?.toISOString() ?? null,
  };
}

/** A tenant's imports, newest first, by keyset on the id. @throws {AppError} not_found, forbidden. */
export async function listImports(
  actor: Actor,
  slug: string,
  page: { cursor?: string; limit?: number } = {},
): Promise<{ imports: ImportView[]; next: string | null }> {
  const tenant = await getTenant(actor, slug, "import.view");
  const limit = Math.min(page.limit ?? pageRows, 200);
  const before = page.cursor && /^\d{1,18}$/.test(page.cursor) ? { id: { lt: BigInt(page.cursor) } } : {};
  const rows = await inWorkspace(tenant.workspaceId, (tx) =>
    tx.import.findMany({
      where: { tenantId: tenant.id, ...before },
      orderBy: { id: "desc" },
      take: limit + 1,
      include: shownWith,
    }),
  );
  const imports = rows.slice(0, limit).map((row) => toImportView(row, tenant.slug));
  return { imports, next: rows.length > limit ? (imports.at(-1)?.id ?? null) : null };
}

/** One import of a tenant. @throws {AppError} not_found, forbidden. */
export async function getImport(actor: Actor, slug: string, importId: string): Promise<ImportView> {
  const tenant = await getTenant(actor, slug, "import.view");
  const what = `Import #${importId.slice(0, 20)}`;
  if (!/^[1-9]\d{0,17}$/.test(importId)) throw notFound(what);
  const row = await inWorkspace(tenant.workspaceId, (tx) =>
    tx.import.findFirst({ where: { id: BigInt(importId), tenantId: tenant.id }, include: shownWith }),
  );
  if (!row) throw notFound(what);
  return toImportView(row, tenant.slug);
}
