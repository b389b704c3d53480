import { recordAudit } from "@/lib/audit/record";
import { type Actor, isHouse } from "@/lib/auth/actor";
import { revokeTokensOfLeaver } from "@/lib/auth/api-tokens";
import type { Role } from "@/lib/auth/capabilities";
import { endInvitationsOf } from "@/lib/auth/invitations";
import { hashPassword } from "@/lib/auth/passwords";
import { authorize } from "@/lib/auth/policy";
import { takeTicket } from "@/lib/auth/rate-limit";
import { inSystem, type Tx } from "@/lib/db";
import { AppError, notFound } from "@/lib/errors";

/** A person and, if they are a member, their role in the workspace (or in one tenant of it). */
export interface UserView {
  id: string;
  email: string;
  name: string;
  workspace: string;
  tenant: string | null;
  role: Role;
}

/** Where a role counts: in a workspace or, with a tenant's slug, in that tenant only. */
export interface Place {
  workspace: string;
  tenant?: string | undefined;
}

interface NewUser extends Place {
  email: string;
  name: string;
  role: Role;
  /** Left out: they sign in with Microsoft only. */
  password?: string | undefined;
  entra?: { tid: string; oid: string } | undefined;
}

/** People that one person can add in an hour: each answer tells whether there is an account with that address. */
export const addLimit = { limit: 30, windowSeconds: 3600 };

/**
 * Adds a person as a member. Somebody who has an account keeps name and password; `isNew` says which it was. An account that is
 * none of this workspace is added by the operator only: who made it may know its password, so anybody else has to invite, and
 * whoever holds the account accepts (decision 027).
 * @throws {AppError} not_found, forbidden (without member.manage), conflict (a member already, or to be invited), invalid_input
 * (password), rate_limited.
 */
export async function addUser(actor: Actor, user: NewUser, now: Date): Promise<UserView & { isNew: boolean }> {
  if (!isHouse(actor)) await takeAddTicket(actor.userId, now);
  const email = user.email.trim().toLowerCase();
  const about = [email, user.name, user.workspace];
  const passwordHash = user.password === undefined ? null : await hashPassword(user.password, about);
  const entra = user.entra ? { entraTid: user.entra.tid.toLowerCase(), entraOid: user.entra.oid.toLowerCase() } : {};
  return inSystem(async (tx) => {
    const place = await findPlace(tx, actor, user);
    const known = await tx.user.findUnique({ where: { email }, select: { id: true, name: true } });
    const { id, name } = known ?? (await tx.user.create({ data: { email, name: user.name, passwordHash, ...entra } }));
    if (known && !isHouse(actor)) await requireOneOfUs(tx, place, { id, email });
    const already = await tx.membership.findFirst({ where: { ...place.ids, userId: id }, select: { id: true } });
    if (already) {
      throw new AppError("conflict", `${email} is a member of ${place.what} already.`, {
        next: "Change the role that they have instead.",
      });
    }
    await tx.membership.create({ data: { ...place.ids, userId: id, role: user.role } });
    await recordChange(tx, actor, "member.added", place, id, { role: user.role });
    return {
      id: String(id),
      email,
      name,
      workspace: user.workspace,
      tenant: user.tenant ?? null,
      role: user.role,
      isNew: !known,
    };
  });
}

/** Counted in a transaction of its own: what is refused afterwards counts. */
async function takeAddTicket(userId: bigint, now: Date): Promise<void> {
  await inSystem((tx) => takeTicket(tx, { key: `member:add:user:${userId}`, ...addLimit }, now));
}

/** @throws {AppError} conflict for an account that is no member of the place's workspace, nor of a tenant in it. */
async function requireOneOfUs(
  tx: Tx,
  { ids }: FoundPlace,
  { id, email }: { id: bigint; email: string },
): Promise<void> {
  const where = { workspaceId: ids.workspaceId, userId: id };
  if (await tx.membership.findFirst({ where, select: { id: true } })) return;
  throw new AppError("conflict", `${email} cannot be added, but can be invited.`, {
    next: "Invite them: whoever has an account already joins with it, by the link.",
  });
}

/**
 * Changes a member's role. It counts from their next request on; invitations that they may not give any more end.
 * @throws {AppError} not_found, forbidden (without member.manage), conflict (nobody would be owner any more).
 */
export async function setRole(
  actor: Actor,
  member: Place & { email: string; role: Role },
  now: Date,
): Promise<UserView> {
  const email = member.email.trim().toLowerCase();
  return inSystem(async (tx) => {
    const place = await findPlace(tx, actor, member);
    const user = await tx.user.findUnique({ where: { email }, select: { id: true, name: true } });
    const membership = user && (await tx.membership.findFirst({ where: { ...place.ids, userId: user.id } }));
    if (!user || !membership) throw notFound(`${email} in ${place.what}`);
    await tx.membership.update({ where: { id: membership.id }, data: { role: member.role } });
    await requireOwner(tx, place);
    await recordChange(tx, actor, "member.role_changed", place, user.id, { from: membership.role, to: member.role });
    await endInvitationsOf(tx, actor, membership, now);
    return {
      id: String(user.id),
      email,
      name: user.name,
      workspace: member.workspace,
      tenant: member.tenant ?? null,
      role: member.role,
    };
  });
}

/**
 * Takes a membership away. The person's next request is refused; with the last one in the workspace, their API tokens end,
 * and so do the invitations that they may not give any more.
 * @throws {AppError} not_found, forbidden (without member.manage), conflict (nobody would be owner any more).
 */
export async function removeMember(actor: Actor, member: Place & { email: string }, now: Date): Promise<void> {
  const email = member.email.trim().toLowerCase();
  await inSystem(async (tx) => {
    const place = await findPlace(tx, actor, member);
    const found = await tx.membership.findFirst({ where: { ...place.ids, user: { email } } });
    if (!found) throw notFound(`${email} in ${place.what}`);
    await tx.membership.delete({ where: { id: found.id } });
    await requireOwner(tx, place);
    await recordChange(tx, actor, "member.removed", place, found.userId, { role: found.role });
    await revokeTokensOfLeaver(tx, actor, found, now);
    await endInvitationsOf(tx, actor, found, now);
  });
}

interface FoundPlace {
  ids: { workspaceId: bigint; tenantId: bigint | null };
  what: string;
}

/** The place that is meant, if the actor may manage members there. One who is no member of it learns nothing. */
async function findPlace(tx: Tx, actor: Actor, { workspace, tenant }: Place): Promise<FoundPlace> {
  const what = tenant ? `the tenant ${tenant}` : `the workspace ${workspace}`;
  const missing = `${what[0]?.toUpperCase()}${what.slice(1)}`;
  const found = await tx.workspace.findUnique({
    where: { slug: workspace },
    select: { id: true, tenants: { where: { slug: tenant ?? "" }, select: { id: true } } },
  });
  const tenantId = found?.tenants[0]?.id ?? null;
  if (!found || (tenant && tenantId === null)) throw notFound(missing);
  const scope = { workspaceId: found.id, ...(tenantId === null ? {} : { tenantId }), what: missing };
  await authorize(tx, actor, "member.manage", scope);
  return { ids: { workspaceId: found.id, tenantId }, what };
}

async function requireOwner(tx: Tx, { ids, what }: FoundPlace): Promise<void> {
  if (ids.tenantId !== null) return;
  // Locked, so that two owners who step down at once do not both count on the other.
  await tx.$queryRaw`SELECT id FROM workspaces WHERE id = ${ids.workspaceId} FOR UPDATE`;
  if ((await tx.membership.count({ where: { ...ids, role: "owner" } })) > 0) return;
  throw new AppError("conflict", `Then nobody would own ${what}.`, { next: "Make somebody else owner first." });
}

async function recordChange(
  tx: Tx,
  actor: Actor,
  action: string,
  place: FoundPlace,
  userId: bigint,
  details: Record<string, string>,
) {
  await recordAudit(tx, { ...place.ids, action, subject: { type: "user", id: userId }, actor, details });
}
