import type { Actor } from "@/lib/auth/actor";
import { type Capability, type Role, roleIncludes, roles } from "@/lib/auth/capabilities";
import type { Tx } from "@/lib/db";
import { forbidden, notFound } from "@/lib/errors";

/** What is asked about: a workspace, or one tenant of it. `what` is its name in a refusal ("The tenant contoso"). */
export interface Scope {
  workspaceId: bigint;
  tenantId?: bigint;
  what: string;
}

/**
 * The actor's role in a scope, read from the database on every call, so that a removal works at once. A membership on
 * the tenant wins over the one on its workspace (access.md).
 * @returns null for somebody who is no member; "owner" for the operator and for our own jobs.
 */
export async function findRole(tx: Tx, actor: Actor, scope: Omit<Scope, "what">): Promise<Role | null> {
  if (actor.kind !== "user") return "owner";
  const memberships = await tx.membership.findMany({
    where: {
      userId: actor.userId,
      workspaceId: scope.workspaceId,
      OR: [{ tenantId: null }, ...(scope.tenantId === undefined ? [] : [{ tenantId: scope.tenantId }])],
    },
    select: { role: true, tenantId: true },
  });
  const chosen = memberships.find((m) => m.tenantId !== null) ?? memberships[0];
  return roles.find((role) => role === chosen?.role) ?? null;
}

/** Whether the actor has the capability in the scope. For pages that show a control disabled. */
export async function can(tx: Tx, actor: Actor, capability: Capability, scope: Omit<Scope, "what">): Promise<boolean> {
  const role = await findRole(tx, actor, scope);
  return role !== null && roleIncludes(role, capability);
}

/**
 * Lets the actor through or refuses (access.md, Refusals).
 * @throws {AppError} not_found for somebody who is no member, forbidden for a member without the capability.
 */
export async function authorize(tx: Tx, actor: Actor, capability: Capability, scope: Scope): Promise<void> {
  const role = await findRole(tx, actor, scope);
  if (role === null) throw notFound(scope.what);
  if (!roleIncludes(role, capability)) throw forbidden(capability);
}
