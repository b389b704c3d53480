import type { Actor } from "@/lib/auth/actor";
import type { Capability } from "@/lib/auth/capabilities";
import { authorize } from "@/lib/auth/policy";
import { inSystem, type Tx } from "@/lib/db";
import { notFound } from "@/lib/errors";

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

/** As getTenant, inside a transaction of the caller's. */
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

/** The tenants that the actor is a member of, by name. */
export async function listTenants(actor: Actor): Promise<(TenantRef & { workspaceName: string })[]> {
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
  if (actor.kind !== "user") return {};
  return {
    OR: [
      { workspace: { memberships: { some: { userId: actor.userId, tenantId: null } } } },
      { memberships: { some: { userId: actor.userId } } },
    ],
  };
}
