import { type AuditEventView, auditedBy, viewOf } from "@/lib/audit/queries";
import type { Actor } from "@/lib/auth/actor";
import { roleIncludes, roles } from "@/lib/auth/capabilities";
import { inSystem, narrowTo, type Tx } from "@/lib/db";
import { forbidden, notFound } from "@/lib/errors";
import { visibleTo } from "@/lib/tenants/tenants";
import type { Prisma } from "@/prisma/client/client";

/** What of a workspace's audit is asked for. Everything left out counts as "all". */
export interface AuditQuery {
  /** Slug of a workspace; left out: the actor's oldest whose audit they may see. */
  workspace?: string | undefined;
  /** review_pack.published, or review_pack for everything that happened to review packs. */
  action?: string | undefined;
  /** Slug of a tenant. */
  tenant?: string | undefined;
  /** Id of a user, or a kind of actor that is no person: operator, system, link, token, anonymous. */
  person?: string | undefined;
  /** review_pack, or review_pack:209. */
  subject?: string | undefined;
  /** First and last day in UTC, both included: 2026-11-23. */
  from?: string | undefined;
  to?: string | undefined;
}

/** An event with the tenant's name; the tenant is null for events of the workspace, and after it was deleted. */
export interface AuditRowView extends AuditEventView {
  tenant: { slug: string; name: string } | null;
  /** It is about a pack that was deleted since. */
  isSubjectGone: boolean;
}

/** Whose audit it is. */
export interface AuditPlace {
  id: bigint;
  slug: string;
  name: string;
  /** False for somebody who may see the audit of some tenants only: the chain is the workspace's. */
  isWhole: boolean;
  others: { slug: string; name: string }[];
}

/** What the filters offer: what has happened, the tenants, and the people who are members. */
export interface AuditChoices {
  actions: string[];
  tenants: { slug: string; name: string }[];
  people: { id: string; name: string }[];
}

const dayMs = 86_400_000;

/**
 * The workspace whose audit the actor may see.
 * @throws {AppError} not_found (no such workspace, or no member of it), forbidden (audit.view).
 */
export async function getAuditPlace(actor: Actor, workspace: string | undefined): Promise<AuditPlace> {
  return inSystem((tx) => placeWithin(tx, actor, workspace));
}

async function placeWithin(tx: Tx, actor: Actor, slug: string | undefined): Promise<AuditPlace> {
  if (actor.kind === "token") throw forbidden("audit.view");
  const isPerson = actor.kind === "user";
  const mine = isPerson ? { userId: actor.userId } : { id: -1n };
  const rows = await tx.workspace.findMany({
    where: isPerson ? { memberships: { some: mine } } : {},
    orderBy: { id: "asc" },
    select: {
      id: true,
      slug: true,
      name: true,
      memberships: { where: mine, select: { tenantId: true, role: true } },
    },
  });
  const known = slug === undefined ? rows : rows.filter((row) => row.slug === slug);
  if (known.length === 0) throw notFound(slug === undefined ? "The audit" : `The workspace ${slug}`);
  const allows = ({ role }: { role: string }) => roles.some((r) => r === role && roleIncludes(r, "audit.view"));
  const seen = (row: (typeof rows)[number]) => !isPerson || row.memberships.some(allows);
  const chosen = known.find(seen);
  if (!chosen) throw forbidden("audit.view");
  await narrowTo(tx, chosen.id);
  return {
    id: chosen.id,
    slug: chosen.slug,
    name: chosen.name,
    isWhole: !isPerson || chosen.memberships.some((m) => m.tenantId === null && allows(m)),
    others: rows.filter((row) => row.id !== chosen.id && seen(row)).map(({ slug, name }) => ({ slug, name })),
  };
}

/**
 * One page of a workspace's audit, newest first, by keyset on the place in the chain: `next` is the cursor of the page
 * after it. Who may see is asked again on each call.
 * @throws {AppError} not_found, forbidden (audit.view).
 */
export async function browseAudit(
  actor: Actor,
  query: AuditQuery,
  page: { cursor?: string | undefined; limit?: number } = {},
): Promise<{ place: AuditPlace; events: AuditRowView[]; next: string | null }> {
  return inSystem(async (tx) => {
    const place = await placeWithin(tx, actor, query.workspace);
    const limit = page.limit ?? 50;
    const before = page.cursor && /^[1-9]\d{0,17}$/.test(page.cursor) ? { seq: { lt: BigInt(page.cursor) } } : {};
    const rows = await tx.auditEvent.findMany({
      where: { AND: [{ workspaceId: place.id }, await auditedBy(tx, actor), await filterOf(tx, place, query), before] },
      orderBy: { seq: "desc" },
      take: limit + 1,
    });
    const shown = rows.slice(0, limit);
    const tenants = await tenantsOf(tx, place.id, [...new Set(shown.flatMap((row) => row.tenantId ?? []))]);
    const gone = await packsGone(tx, place.id, shown);
    const events = shown.map((row) => ({
      ...viewOf(row),
      tenant: tenants.get(row.tenantId ?? -1n) ?? null,
      isSubjectGone: row.subjectType === "review_pack" && gone.has(row.subjectId ?? ""),
    }));
    return { place, events, next: rows.length > limit ? (events.at(-1)?.seq ?? null) : null };
  });
}

/** What the filters of the page offer. @throws {AppError} not_found, forbidden (audit.view). */
export async function listAuditChoices(actor: Actor, workspace: string | undefined): Promise<AuditChoices> {
  return inSystem(async (tx) => {
    const { id, isWhole } = await placeWithin(tx, actor, workspace);
    const tenants = await tx.tenant.findMany({
      where: { workspaceId: id, ...visibleTo(actor) },
      orderBy: { name: "asc" },
      select: { slug: true, name: true },
    });
    // Who may see the audit of a tenant only learns neither who else there is nor what else happened.
    if (!isWhole) return { actions: [], tenants, people: [] };
    const people = await tx.user.findMany({
      where: { memberships: { some: { workspaceId: id } } },
      orderBy: { name: "asc" },
      select: { id: true, name: true },
    });
    const actions = await actionsOf(tx, id);
    return { actions, tenants, people: people.map((person) => ({ id: String(person.id), name: person.name })) };
  });
}

/** The actions that occur: one step of the index for each, however many events there are. */
async function actionsOf(tx: Tx, workspaceId: bigint): Promise<string[]> {
  const rows = await tx.$queryRaw<{ action: string }[]>`
    WITH RECURSIVE seen AS (
      (SELECT action FROM audit_events WHERE workspace_id = ${workspaceId} ORDER BY action LIMIT 1)
      UNION ALL
      SELECT (SELECT e.action FROM audit_events e
        WHERE e.workspace_id = ${workspaceId} AND e.action > seen.action ORDER BY e.action LIMIT 1)
      FROM seen WHERE seen.action IS NOT NULL
    ) SELECT action FROM seen WHERE action IS NOT NULL`;
  return rows.map(({ action }) => action);
}

async function filterOf(tx: Tx, place: AuditPlace, query: AuditQuery): Promise<Prisma.AuditEventWhereInput> {
  const { action, person, subject, from, to } = query;
  const [type, id] = subject?.split(":", 2) ?? [];
  const time = { ...(from ? { gte: dayStart(from) } : {}), ...(to ? { lt: new Date(+dayStart(to) + dayMs) } : {}) };
  return {
    ...(action ? { action: action.includes(".") ? action : { startsWith: `${action}.` } } : {}),
    ...(person ? (/^\d+$/.test(person) ? { actorKind: "user", actorId: person } : { actorKind: person }) : {}),
    ...(type ? { subjectType: type } : {}),
    ...(id ? { subjectId: id } : {}),
    ...(query.tenant ? { tenantId: await tenantIdOf(tx, place.id, query.tenant) } : {}),
    ...(from || to ? { occurredAt: time } : {}),
  };
}

const dayStart = (day: string) => new Date(`${day}T00:00:00Z`);

/** No event has the tenant -1: a slug that is none shows nothing. */
async function tenantIdOf(tx: Tx, workspaceId: bigint, slug: string): Promise<bigint> {
  const tenant = await tx.tenant.findUnique({
    where: { workspaceId_slug: { workspaceId, slug } },
    select: { id: true },
  });
  return tenant?.id ?? -1n;
}

async function tenantsOf(tx: Tx, workspaceId: bigint, ids: bigint[]) {
  const rows = await tx.tenant.findMany({
    where: { workspaceId, id: { in: ids } },
    select: { id: true, slug: true, name: true },
  });
  return new Map(rows.map(({ id, slug, name }) => [id, { slug, name }]));
}

/** Of the packs that events are about, those that are no more: a pack's audit outlives it. */
async function packsGone(
  tx: Tx,
  workspaceId: bigint,
  events: readonly { subjectType: string | null; subjectId: string | null }[],
): Promise<Set<string>> {
  const named = events.flatMap(({ subjectType, subjectId }) => (subjectType === "review_pack" && subjectId) || []);
  const ids = [...new Set(named)].filter((id) => /^\d{1,18}$/.test(id)).map(BigInt);
  const rows = await tx.reviewPack.findMany({ where: { workspaceId, id: { in: ids } }, select: { id: true } });
  const there = new Set(rows.map(({ id }) => String(id)));
  return new Set(named.filter((id) => !there.has(id)));
}
