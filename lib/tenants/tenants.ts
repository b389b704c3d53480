import { type Actor, isHouse, type TokenActor } from "@/lib/auth/actor";
import type { Capability } from "@/lib/auth/capabilities";
import { authorize } from "@/lib/auth/policy";
import { inSystem, type Tx } from "@/lib/db";
import { forbidden, notFound } from "@/lib/errors";

/** A tenant as the rest of the product passes it on. */
export interface TenantRef {
  id: bigint;
  workspaceId: bigint;
  slug: string;
  name: string;
  entraTenantId: string | null;
  timeZone: string;
}

const refSelect = { id: true, workspaceId: true, slug: true, name: true, entraTenantId: true, timeZone: true } as const;

/**
 * The tenant with this slug among those that the actor may know of, if the actor has the capability there.
 * Slugs are unique in a workspace; with the same slug in two of them, the older workspace's is meant.
 * @throws {AppError} not_found (no such tenant, or not a member), forbidden (member without the capability).
 */
export async function getTenant(actor: Actor, slug: string, capability: Capability): Promise<TenantRef> {
  return inSystem((tx) => getTenantWithin(tx, actor, slug, capability));
}

/** As getTenant, inside a transaction of the caller's, which sees nothing but the tenant's workspace from then on. */
export async function getTenantWithin(tx: Tx, actor: Actor, slug: string, capability: Capability): Promise<TenantRef> {
  const what = `The tenant ${slug}`;
  const tenant = await tx.tenant.findFirst({
    where: { slug, ...visibleTo(actor) },
    orderBy: { workspaceId: "asc" },
    select: refSelect,
  });
  if (!tenant) throw notFound(what);
  await authorize(tx, actor, capability, { workspaceId: tenant.workspaceId, tenantId: tenant.id, what });
  return tenant;
}

/** The tenants that the actor is a member of, by name. @throws {AppError} forbidden, to a token that is not for tenant.view. */
export async function listTenants(actor: Actor): Promise<(TenantRef & { workspaceName: string })[]> {
  if (actor.kind === "token" && !actor.capabilities.includes("tenant.view")) throw forbidden("tenant.view");
  const rows = await inSystem((tx) =>
    tx.tenant.findMany({
      where: visibleTo(actor),
      orderBy: [{ workspaceId: "asc" }, { name: "asc" }],
      select: { ...refSelect, workspace: { select: { name: true } } },
    }),
  );
  return rows.map(({ workspace, ...tenant }) => ({ ...tenant, workspaceName: workspace.name }));
}

/** The where-clause for tenants that an actor may know of: through the workspace, or through the tenant itself. */
export function visibleTo(actor: Actor) {
  if (isHouse(actor)) return {};
  return {
    // An AND of its own, so that it stays beside an id or a workspace that the caller asks for.
    ...(actor.kind === "token" ? { AND: coveredBy(actor) } : {}),
    OR: [
      { workspace: { memberships: { some: { userId: actor.userId, tenantId: null } } } },
      { memberships: { some: { userId: actor.userId } } },
    ],
  };
}

function coveredBy({ workspaceId, tenantIds }: TokenActor) {
  return [{ workspaceId }, ...(tenantIds === null ? [] : [{ id: { in: [...tenantIds] } }])];
}
