import { type Actor, isHouse } from "@/lib/auth/actor";
import { roleIncludes, roles } from "@/lib/auth/capabilities";
import { inSystem, inWorkspace, type Tx } from "@/lib/db";
import { AppError, forbidden, notFound } from "@/lib/errors";
import { getTenant } from "@/lib/tenants/tenants";
import type { Prisma } from "@/prisma/client/client";

/** An audit event as pages and exports show it. Ids are strings, times ISO 8601 UTC. */
export interface AuditEventView {
  id: string;
  workspaceId: string;
  tenantId: string | null;
  /** Place in the workspace's chain. */
  seq: string;
  at: string;
  action: string;
  subject: { type: string; id: string } | null;
  actor: { kind: string; id: string | null; name: string };
  outcome: string;
  ip: string | null;
  userAgent: string | null;
  details: Record<string, unknown>;
  hash: string;
}

/** One page of events, newest first; `next` is the cursor of the page after it. */
export interface AuditPage {
  events: AuditEventView[];
  next: string | null;
}

export interface AuditFilter {
  /** Slug of a tenant; without it, all workspaces whose audit the actor may see. */
  tenant?: string;
  subject?: { type: string; id: string };
  cursor?: string;
  /** Rows of a page, 1 to 200. */
  limit?: number;
}

/**
 * Audit events, newest first.
 * @throws {AppError} not_found (no such tenant, or no member of anything), forbidden (audit.view), invalid_input (cursor).
 */
export async function listAuditEvents(actor: Actor, filter: AuditFilter): Promise<AuditPage> {
  const subject = filter.subject ? { subjectType: filter.subject.type, subjectId: filter.subject.id } : {};
  if (filter.tenant !== undefined) {
    const { id, workspaceId } = await getTenant(actor, filter.tenant, "audit.view");
    return inWorkspace(workspaceId, (tx) => listPage(tx, { workspaceId, tenantId: id, ...subject }, filter));
  }
  return inSystem(async (tx) => listPage(tx, { ...(await auditedBy(tx, actor)), ...subject }, filter));
}

/** What may happen to a pack's file, as the chain of custody tells it (downloads.md). */
export const custodyActions = [
  "review_pack.held",
  "review_pack.hold_lifted",
  "review_pack.link_minted",
  "review_pack.link_refused",
  "review_pack.link_revoked",
  "review_pack.share_link_created",
  "review_pack.share_link_used",
  "review_pack.share_link_refused",
  "review_pack.share_link_revoked",
  "review_pack.download_started",
  "review_pack.download_completed",
  "review_pack.download_cut_off",
  "review_pack.download_refused",
] as const;

/** With how its file came to be, and how it ended. */
export const wholeCustodyActions = [
  ...custodyActions,
  "review_pack.published",
  "review_pack.expired",
  "review_pack.file_deleted",
  "review_pack.deleted",
] as const;

/**
 * Who made links for a pack, who downloaded it, from where and how far they came; also of packs that have been deleted.
 * @throws {AppError} not_found, forbidden (review_pack.view), invalid_input (cursor).
 */
export async function listCustody(
  actor: Actor,
  slug: string,
  packId: string,
  page: { cursor?: string | undefined; limit?: number; actions?: readonly string[] } = {},
): Promise<AuditPage> {
  const { id, workspaceId } = await getTenant(actor, slug, "review_pack.view");
  const where = {
    workspaceId,
    tenantId: id,
    subjectType: "review_pack",
    subjectId: packId,
    action: { in: [...(page.actions ?? custodyActions)] },
  };
  return inWorkspace(workspaceId, (tx) => listPage(tx, where, page));
}

/** The where-clause for events that the actor's roles include audit.view for; a role on a tenant wins there (access.md). */
export async function auditedBy(tx: Tx, actor: Actor): Promise<Prisma.AuditEventWhereInput> {
  if (isHouse(actor)) return {};
  if (actor.kind === "token") throw forbidden("audit.view");
  const memberships = await tx.membership.findMany({
    where: { userId: actor.userId },
    select: { workspaceId: true, tenantId: true, role: true },
  });
  if (memberships.length === 0) throw notFound("The audit");
  const allows = (membership: { role: string }) =>
    roles.some((role) => role === membership.role && roleIncludes(role, "audit.view"));
  const workspaces = memberships.filter((m) => m.tenantId === null && allows(m)).map((m) => m.workspaceId);
  const onTenants = memberships.flatMap((m) => (m.tenantId === null ? [] : [{ id: m.tenantId, isAllowed: allows(m) }]));
  const allowed = onTenants.filter((tenant) => tenant.isAllowed).map((tenant) => tenant.id);
  const denied = onTenants.filter((tenant) => !tenant.isAllowed).map((tenant) => tenant.id);
  if (workspaces.length === 0 && allowed.length === 0) throw forbidden("audit.view");
  const elsewhere = { OR: [{ tenantId: null }, { tenantId: { notIn: denied } }] };
  return { OR: [{ workspaceId: { in: workspaces }, ...elsewhere }, { tenantId: { in: allowed } }] };
}

async function listPage(
  tx: Tx,
  where: Prisma.AuditEventWhereInput,
  page: { cursor?: string | undefined; limit?: number },
): Promise<AuditPage> {
  const limit = Math.min(200, Math.max(1, page.limit ?? 50));
  const before = page.cursor === undefined ? {} : { id: { lt: parseCursor(page.cursor) } };
  const rows = await tx.auditEvent.findMany({
    where: { AND: [where, before] },
    orderBy: { id: "desc" },
    take: limit + 1,
  });
  const events = rows.slice(0, limit).map(viewOf);
  return { events, next: rows.length > limit ? (events.at(-1)?.id ?? null) : null };
}

function parseCursor(cursor: string): bigint {
  if (/^[0-9]{1,18}$/.test(cursor)) return BigInt(cursor);
  throw new AppError("invalid_input", "That page of the audit does not exist.", {
    next: "Start from the newest events.",
  });
}

/** A row of the audit as the database gives it. */
export type AuditRow = Awaited<ReturnType<Tx["auditEvent"]["findMany"]>>[number];

/** The row as pages and exports show it. */
export function viewOf(row: AuditRow): AuditEventView {
  const { details } = row;
  return {
    id: String(row.id),
    workspaceId: String(row.workspaceId),
    tenantId: row.tenantId === null ? null : String(row.tenantId),
    seq: String(row.seq),
    at: row.occurredAt.toISOString(),
    action: row.action,
    subject: row.subjectType !== null && row.subjectId !== null ? { type: row.subjectType, id: row.subjectId } : null,
    actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
    outcome: row.outcome,
    ip: row.ip,
    userAgent: row.userAgent,
    details: details !== null && typeof details === "object" && !Array.isArray(details) ? details : {},
    hash: row.hash,
  };
}
