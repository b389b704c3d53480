import type { Actor } from "@/lib/auth/actor";
import { inWorkspace } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { type Keyset, keysetPage, keysetQuery } from "@/lib/keyset";
import { operationTypes } from "@/lib/operations/runs";
import { getTenant } from "@/lib/tenants/tenants";
import type { Prisma } from "@/prisma/client/client";

/** The states of a run, and how it can end. */
export const runStatuses = ["queued", "running", "completed"] as const;
export const runOutcomes = ["pending", "succeeded", "failed", "cancelled"] as const;

export type OperationStatus = (typeof runStatuses)[number];

export type OperationOutcome = (typeof runOutcomes)[number];

/** An operation run as pages show it: ids are strings, times ISO 8601 UTC. */
export interface OperationView {
  id: string;
  type: string;
  /** What people call it: "Import". */
  label: string;
  status: OperationStatus;
  outcome: OperationOutcome;
  initiatedByName: string;
  /** What it counted, by name; empty until it has succeeded. */
  counts: { name: string; value: string }[];
  failureReason: string | null;
  inngestRunId: string | null;
  createdAt: string;
  startedAt: string | null;
  completedAt: string | null;
  /** Milliseconds from its start to its end; null until both are known. */
  durationMs: number | null;
  /** The pack that it generated or tried to, if its row is still there. */
  packId: string | null;
}

/** One page of a list: `next` is the cursor of the next page, null on the last. */
export interface OperationPage {
  operations: OperationView[];
  next: string | null;
}

/** Which runs, in which order, and from where. */
export interface OperationFilter extends Keyset {
  status?: readonly OperationStatus[] | undefined;
  outcome?: OperationOutcome | undefined;
  type?: string | undefined;
  limit?: number | undefined;
}

/** Rows of a page of operations unless asked otherwise. */
export const operationPageRows = 50;

/**
 * A tenant's runs, newest first unless asked otherwise, by keyset on the id.
 * @throws {AppError} not_found, forbidden.
 */
export async function listOperations(actor: Actor, slug: string, filter: OperationFilter = {}): Promise<OperationPage> {
  const tenant = await getTenant(actor, slug, "operation.view");
  const limit = filter.limit ?? operationPageRows;
  const keyset = keysetQuery(filter);
  const rows = await inWorkspace(tenant.workspaceId, (tx) =>
    tx.operationRun.findMany({
      where: { tenantId: tenant.id, ...narrowed(filter), ...keyset.where },
      orderBy: keyset.orderBy,
      take: limit + 1,
      include: withPack,
    }),
  );
  const { rows: operations, next } = keysetPage(rows.map(view), limit, keyset);
  return { operations, next };
}

function narrowed({ status, outcome, type }: OperationFilter): Prisma.OperationRunWhereInput {
  // What has not ended is pending: said too, because the index has outcomes.
  const ended = outcome ?? (status && !status.includes("completed") ? "pending" : undefined);
  return {
    ...(status ? { status: { in: [...status] } } : {}),
    ...(ended ? { outcome: ended } : {}),
    ...(type ? { type } : {}),
  };
}

/**
 * One run of a tenant.
 * @throws {AppError} not_found, forbidden.
 */
export async function getOperation(actor: Actor, slug: string, runId: string): Promise<OperationView> {
  const tenant = await getTenant(actor, slug, "operation.view");
  const id = runIdFrom(runId);
  const row =
    id === null
      ? null
      : await inWorkspace(tenant.workspaceId, (tx) =>
          tx.operationRun.findFirst({ where: { id, tenantId: tenant.id }, include: withPack }),
        );
  if (!row) throw notFound(`Operation #${runId.slice(0, 20)}`);
  return view(row);
}

/** The outcome that a row names. */
export function outcomeFrom(text: string): OperationOutcome {
  return runOutcomes.find((outcome) => outcome === text) ?? "pending";
}

/** The words for a type of operation; an unknown one is shown as it is. */
export function operationLabel(type: string): string {
  const labels: Record<string, string> = operationTypes;
  return labels[type] ?? type;
}

const withPack = { reviewPacks: { select: { id: true }, take: 1 } } as const;

type RunRow = Prisma.OperationRunGetPayload<{ include: typeof withPack }>;

function view(row: RunRow): OperationView {
  const { startedAt, completedAt } = row;
  return {
    id: String(row.id),
    type: row.type,
    label: operationLabel(row.type),
    status: runStatuses.find((status) => status === row.status) ?? "queued",
    outcome: outcomeFrom(row.outcome),
    initiatedByName: row.initiatedByName,
    counts: countsOf(row.summaryCounts),
    failureReason: row.cancelledByName === null ? row.failureReason : `Cancelled by ${row.cancelledByName}.`,
    inngestRunId: row.inngestRunId,
    createdAt: row.createdAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    completedAt: completedAt?.toISOString() ?? null,
    durationMs: startedAt && completedAt ? completedAt.getTime() - startedAt.getTime() : null,
    packId: row.reviewPacks[0] ? String(row.reviewPacks[0].id) : null,
  };
}

/** The counts at the top level of the summary; what is nested or long is no count. */
function countsOf(summary: Prisma.JsonValue): OperationView["counts"] {
  if (summary === null || typeof summary !== "object" || Array.isArray(summary)) return [];
  return Object.entries(summary).flatMap(([name, value]) =>
    typeof value === "number" || (typeof value === "string" && value.length <= 80)
      ? [{ name: words(name), value: String(value) }]
      : [],
  );
}

/** "rowsDone" and "rows_done" → "Rows done". */
function words(name: string): string {
  const spaced = name
    .replaceAll("_", " ")
    .replaceAll(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
  return `${spaced.charAt(0).toUpperCase()}${spaced.slice(1)}`;
}

function runIdFrom(text: string | undefined): bigint | null {
  return text && /^[1-9]\d{0,17}$/.test(text) ? BigInt(text) : null;
}
