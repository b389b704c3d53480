import { randomUUID } from "node:crypto";
import path from "node:path";
import { recordAudit } from "@/lib/audit/record";
import { type Actor, actorUserId } from "@/lib/auth/actor";
import { inSystem, type Tx } from "@/lib/db";
import type { ImportOptions } from "@/lib/imports/options";
import type { ImportCounts } from "@/lib/imports/write-changes";
import { notify } from "@/lib/notifications/notify";
import { openRun, startRun } from "@/lib/operations/runs";
import type { TenantRef } from "@/lib/tenants/tenants";
import type { Prisma } from "@/prisma/client/client";

/** Name of the event that the durable function is started by. Its data is { importId }. */
export const importRequested = "import/requested";

/** A file that is to be imported, as its row keeps it. */
export interface NewImport {
  fileName: string;
  sha256: string;
  bytes: number;
  stagedPath: string | null;
  /** Where it is kept already, when it is no upload that waits. */
  keptPath?: string | null;
  options: ImportOptions;
}

/** Where an upload waits until it is imported, and an imported file is kept, on the exports disk. */
export const newStagedPath = () => `imports/${randomUUID()}`;

/** The last part of a file's name, without control characters, short enough to be shown. */
export function shownFileName(name: string): string {
  const plain = path.basename(name.replaceAll("\\", "/")).replace(/\p{C}/gu, "").trim().slice(0, 200);
  return plain === "" ? "file" : plain;
}

/** Writes an import as queued, with its operation run, its audit event and its queued notification, in the caller's transaction. */
export async function openImport(tx: Tx, actor: Actor, tenant: TenantRef, file: NewImport, now: Date): Promise<bigint> {
  const operationRunId = await openRun(tx, actor, tenant, "tenant.import");
  const { id } = await tx.import.create({
    data: {
      workspaceId: tenant.workspaceId,
      tenantId: tenant.id,
      operationRunId,
      initiatedByUserId: actorUserId(actor),
      fileName: file.fileName,
      fileSha256: file.sha256,
      fileBytes: file.bytes,
      stagedPath: file.stagedPath,
      keptPath: file.keptPath ?? null,
      options: optionsToJson(file.options),
      createdAt: now,
    },
    select: { id: true },
  });
  await recordAudit(tx, {
    workspaceId: tenant.workspaceId,
    tenantId: tenant.id,
    action: "import.requested",
    subject: { type: "import", id },
    actor,
    details: { sha256: file.sha256, bytes: file.bytes },
  });
  await notify(tx, actorUserId(actor), {
    workspaceId: tenant.workspaceId,
    tenantId: tenant.id,
    operationRunId,
    kind: "operation.queued",
    title: `Import queued for ${tenant.name}`,
    body: file.fileName,
    href: importHref(tenant.slug, id),
    dedupeKey: `import:${id}:queued`,
  });
  return id;
}

/** Options as they are stored. */
export function optionsToJson(options: ImportOptions): Prisma.InputJsonObject {
  const { capturedAt, ...rest } = options;
  return { ...rest, ...(capturedAt ? { capturedAt: capturedAt.toISOString() } : {}) };
}

/** The page of an import. */
export const importHref = (slug: string, importId: bigint) => `/tenants/${slug}/import/${importId}`;

/** queued → running, with its operation run. Repeating it changes nothing. */
export async function startImport(importId: bigint, inngestRunId: string | null, now: Date): Promise<void> {
  await inSystem(async (tx) => {
    await tx.import.updateMany({ where: { id: importId, status: "queued" }, data: { status: "running" } });
    const row = await tx.import.findUnique({ where: { id: importId }, select: { operationRunId: true } });
    await startRun(tx, row?.operationRunId ?? null, inngestRunId, now);
  });
}

const countNames = ["rows", "created", "changed", "resolved", "reopened", "unchanged", "accepted"] as const;

/** The counts out of an import's row; 0 for what is not there. */
export function countsFromJson(json: unknown): ImportCounts {
  const counts = json as Partial<Record<(typeof countNames)[number], unknown>> | null;
  return Object.fromEntries(countNames.map((name) => [name, Number(counts?.[name] ?? 0)])) as unknown as ImportCounts;
}

/** "88 rows: 84 new, 4 unchanged" */
export function countsInWords(counts: ImportCounts): string {
  const words = {
    created: "new",
    changed: "changed",
    resolved: "resolved",
    reopened: "reopened",
    unchanged: "unchanged",
  } as const;
  const said = Object.entries(words).flatMap(([name, word]) => {
    const count = counts[name as keyof typeof words];
    return count > 0 ? [`${count} ${word}`] : [];
  });
  return `${counts.rows} ${counts.rows === 1 ? "row" : "rows"}${said.length > 0 ? `: ${said.join(", ")}` : ""}`;
}
