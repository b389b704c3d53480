import { type Actor, isHouse, type TokenActor } from "@/lib/auth/actor";
import { type Capability, type Role, roleIncludes, roles } from "@/lib/auth/capabilities";
import { narrowTo, type Tx } from "@/lib/db";
import { forbidden, notFound } from "@/lib/errors";

/** What is asked about: a workspace, or one tenant of it. `what` is its name in a refusal ("The tenant contoso"). */
export interface Scope {
  workspaceId: bigint;
  tenantId?: bigint;
  what: string;
}

/** Whether somebody has a capability in the scope that was asked about. */
export type Rights = (capability: Capability) => boolean;

/**
 * What the actor may do in a scope, read from the database on every call, so that a removal works at once. The operator
 * and our own jobs may do all of it. A token may do what it was made for, as far as the role of whoever made it goes now.
 * @returns null for somebody who is no member, and for a token that does not cover the scope or was revoked.
 */
export async function findRights(tx: Tx, actor: Actor, scope: Omit<Scope, "what">): Promise<Rights | null> {
  if (isHouse(actor)) return () => true;
  if (actor.kind === "token" && !(await covers(tx, actor, scope))) return null;
  const role = await findRole(tx, actor.userId, scope);
  if (role === null) return null;
  const isOfToken: Rights = (capability) => actor.kind !== "token" || actor.capabilities.includes(capability);
  return (capability) => isOfToken(capability) && roleIncludes(role, capability);
}

/** A membership on the tenant wins over the one on its workspace (access.md). */
async function findRole(tx: Tx, userId: bigint, { workspaceId, tenantId }: Omit<Scope, "what">): Promise<Role | null> {
  const memberships = await tx.membership.findMany({
    where: { userId, workspaceId, OR: [{ tenantId: null }, ...(tenantId === undefined ? [] : [{ tenantId }])] },
    select: { role: true, tenantId: true },
  });
  const chosen = memberships.find((m) => m.tenantId !== null) ?? memberships[0];
  return roles.find((role) => role === chosen?.role) ?? null;
}

/** Whether a token is for this place and still counts. Its expiry is compared when it comes in. */
async function covers(tx: Tx, token: TokenActor, { workspaceId, tenantId }: Omit<Scope, "what">): Promise<boolean> {
  if (token.workspaceId !== workspaceId) return false;
  if (token.tenantIds !== null && (tenantId === undefined || !token.tenantIds.includes(tenantId))) return false;
  return (await tx.apiToken.count({ where: { id: token.tokenId, revokedAt: null } })) === 1;
}

/** Whether the actor has the capability in the scope. For pages that show a control disabled. */
export async function can(tx: Tx, actor: Actor, capability: Capability, scope: Omit<Scope, "what">): Promise<boolean> {
  const rights = await findRights(tx, actor, scope);
  return rights?.(capability) ?? false;
}

/**
 * Lets the actor through or refuses (access.md, Refusals). Who is let through sees nothing but the scope's workspace in the rest of the
 * transaction.
 * @throws {AppError} not_found for somebody who is no member, forbidden for a member without the capability.
 */
export async function authorize(tx: Tx, actor: Actor, capability: Capability, scope: Scope): Promise<void> {
  const rights = await findRights(tx, actor, scope);
  if (rights === null) throw notFound(scope.what);
  if (!rights(capability)) throw forbidden(capability);
  await narrowTo(tx, scope.workspaceId);
}
