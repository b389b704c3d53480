import { createHash, randomBytes } from "node:crypto";
import { type AuditEntry, recordAudit, recordAudits } from "@/lib/audit/record";
import type { RequestOrigin } from "@/lib/audit/request-origin";
import type { Actor, UserActor } from "@/lib/auth/actor";
import { capabilities, type Role, roleIncludes, roles } from "@/lib/auth/capabilities";
import { findRights, type Scope } from "@/lib/auth/policy";
import { signInEntries } from "@/lib/auth/sign-in";
import { narrowTo, type Tx } from "@/lib/db";
import { AppError, forbidden, notFound } from "@/lib/errors";

/** For how many days an invitation can be accepted. */
export const invitationDays = 7;

/** For how many days one that ended stays listed. */
const endedDaysKept = 90;

const tokenShape = /^[A-Za-z0-9_-]{43}$/;

/** A new invitation's token, to be shown this once, with the hash that is kept of it. */
export function makeInvitationToken(): { token: string; hash: string } {
  const token = randomBytes(32).toString("base64url");
  return { token, hash: hashOf(token) };
}

/** The path of an invitation; a credential, like the token itself. */
export function invitationPath(token: string): string {
  return `/invitations/${token}`;
}

/** It has 256 random bits, so a slow hash would add nothing. */
function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

const invitationSelect = {
  id: true,
  workspaceId: true,
  tenantId: true,
  role: true,
  email: true,
  name: true,
  invitedByUserId: true,
  invitedByName: true,
  expiresAt: true,
  acceptedAt: true,
  revokedAt: true,
  workspace: { select: { name: true } },
  tenant: { select: { name: true } },
} as const;

type InvitationRow = NonNullable<Awaited<ReturnType<typeof findRow>>>;

/** An invitation that can be accepted now. */
export type LiveInvitation = Omit<InvitationRow, "role"> & { role: Role };

const findRow = (tx: Tx, token: string) =>
  tx.invitation.findUnique({ where: { tokenHash: hashOf(token) }, select: invitationSelect });

/**
 * The invitation that a token opens now; null when there is none, and all the same when it was used or revoked, has run
 * out, or whoever invited may no longer give that role: a stranger learns nothing of which it was.
 */
export async function findLiveInvitation(tx: Tx, token: string, now: Date): Promise<LiveInvitation | null> {
  const row = tokenShape.test(token) ? await findRow(tx, token) : null;
  if (!row || (await refusalOf(tx, row, now)) !== null) return null;
  return { ...row, role: roleOf(row) };
}

async function refusalOf(tx: Tx, row: InvitationRow, now: Date): Promise<string | null> {
  if (row.revokedAt !== null) return "revoked";
  if (row.acceptedAt !== null) return "used";
  if (row.expiresAt <= now) return "expired";
  return (await isStillGiven(tx, row)) ? null : "inviter_lost_access";
}

/** The operator of the machine may give any role at any time. */
async function isStillGiven(
  tx: Tx,
  row: Pick<InvitationRow, "invitedByUserId" | "invitedByName" | "workspaceId" | "tenantId" | "role">,
): Promise<boolean> {
  if (row.invitedByUserId === null) return true;
  const inviter: UserActor = { kind: "user", userId: row.invitedByUserId, name: row.invitedByName, email: "" };
  return mayGive(tx, inviter, row, roleOf(row));
}

/** The database lets no other role in. */
const roleOf = ({ role }: { role: string }): Role => roles.find((known) => known === role) ?? "readonly";

interface GivenPlace {
  workspaceId: bigint;
  tenantId: bigint | null;
}

/** Whether the actor manages members there and has every capability of the role: nobody gives more than they have. */
async function mayGive(tx: Tx, actor: Actor, { workspaceId, tenantId }: GivenPlace, role: Role): Promise<boolean> {
  const rights = await findRights(tx, actor, { workspaceId, ...(tenantId === null ? {} : { tenantId }) });
  if (!rights?.("member.manage")) return false;
  return capabilities.every((capability) => rights(capability) || !roleIncludes(role, capability));
}

/**
 * Lets through who may give this role in that place, and who sees nothing but its workspace in the rest of the transaction.
 * @throws {AppError} not_found, forbidden.
 */
export async function requireGiver(
  tx: Tx,
  actor: Actor,
  place: GivenPlace & Pick<Scope, "what">,
  role: Role,
): Promise<void> {
  const { workspaceId, tenantId, what } = place;
  if (await mayGive(tx, actor, place, role)) return narrowTo(tx, workspaceId);
  const rights = await findRights(tx, actor, { workspaceId, ...(tenantId === null ? {} : { tenantId }) });
  throw rights === null ? notFound(what) : forbidden("member.manage");
}

/**
 * Makes the user a member by an invitation, in the caller's transaction. Of any number who accept at once one does: the
 * row is locked first, and looked at again. Who comes with a password or from Microsoft is signed in by it.
 * @param makeUser who it is: somebody who is here already, or is made now for the one invited.
 * @throws {AppError} not_found for every invitation that gives nothing (now), conflict for a member of that place.
 */
export async function acceptInvitation(
  tx: Tx,
  token: string,
  makeUser: (invitation: LiveInvitation) => Promise<UserActor>,
  how: { way: "session" | "password" | "microsoft"; from: RequestOrigin; now: Date },
): Promise<UserActor> {
  if (tokenShape.test(token))
    await tx.$queryRaw`SELECT id FROM invitations WHERE token_hash = ${hashOf(token)} FOR UPDATE`;
  const invitation = await findLiveInvitation(tx, token, how.now);
  if (!invitation) throw deadInvitation();
  const user = await makeUser(invitation);
  const { id, workspaceId, tenantId, role } = invitation;
  if (await tx.membership.findFirst({ where: { workspaceId, tenantId, userId: user.userId }, select: { id: true } }))
    throw new AppError("conflict", `You are a member of ${placeOf(invitation)} already.`, {
      next: "Nothing was changed, and the invitation can still be used.",
    });
  await tx.membership.create({ data: { workspaceId, tenantId, userId: user.userId, role } });
  await tx.invitation.update({ where: { id }, data: { acceptedAt: how.now, acceptedByUserId: user.userId } });
  const joined: AuditEntry = {
    workspaceId,
    tenantId,
    action: "member.joined",
    subject: { type: "user", id: user.userId },
    actor: user,
    ...how.from,
    details: { role, invitation: String(id), way: how.way },
  };
  const { userId, name, email } = user;
  const signedIn = how.way === "session" ? [] : await signInEntries(tx, { id: userId, name, email }, how.from, null);
  await recordAudits(tx, [joined, ...signedIn]);
  return user;
}

/** The place that somebody is invited to, as people read it. */
export function placeOf({ tenant, workspace }: Pick<InvitationRow, "tenant" | "workspace">): string {
  return tenant === null ? workspace.name : `${tenant.name} in ${workspace.name}`;
}

/** The one answer to every invitation that gives nothing. */
export function deadInvitation(): AppError {
  return new AppError("not_found", "This invitation does not work.", {
    next: "Ask whoever invited you for a new one.",
  });
}

/** Writes into the audit why a genuine invitation gave nothing; of a token that is none of ours there is nothing to write. */
export async function recordDeadInvitation(tx: Tx, token: string, from: RequestOrigin, now: Date): Promise<void> {
  const row = tokenShape.test(token) ? await findRow(tx, token) : null;
  const reason = row && (await refusalOf(tx, row, now));
  if (!row || reason === null) return;
  await recordAudit(tx, {
    workspaceId: row.workspaceId,
    tenantId: row.tenantId,
    action: "member.invitation_refused",
    subject: { type: "invitation", id: row.id },
    actor: { kind: "anonymous" },
    outcome: "refused",
    ...from,
    details: { reason },
  });
}

/** Ends the pending invitations that somebody made and may no longer give: they were removed, or have a smaller role now. */
export async function endInvitationsOf(
  tx: Tx,
  actor: Actor,
  inviter: { workspaceId: bigint; userId: bigint },
  now: Date,
): Promise<void> {
  const pending = await tx.invitation.findMany({
    where: { workspaceId: inviter.workspaceId, invitedByUserId: inviter.userId, acceptedAt: null, revokedAt: null },
    select: invitationSelect,
  });
  for (const row of pending) {
    if (await isStillGiven(tx, row)) continue;
    await tx.invitation.update({ where: { id: row.id }, data: { revokedAt: now } });
    await recordInvitationRevoked(tx, actor, row, "inviter_lost_access");
  }
}

/** Deletes invitations that ended long ago: accepted, revoked or past their time. Who became a member by which stays in the audit. */
export async function sweepInvitations(tx: Tx, now: Date): Promise<void> {
  const before = { lt: new Date(now.getTime() - endedDaysKept * 86_400_000) };
  await tx.invitation.deleteMany({
    where: { OR: [{ acceptedAt: before }, { revokedAt: before }, { expiresAt: before }] },
  });
}

/** Writes into the audit that an invitation was revoked. */
export async function recordInvitationRevoked(
  tx: Tx,
  actor: Actor,
  { id, workspaceId, tenantId }: { id: bigint; workspaceId: bigint; tenantId: bigint | null },
  because?: string,
): Promise<void> {
  await recordAudit(tx, {
    workspaceId,
    tenantId,
    action: "member.invitation_revoked",
    subject: { type: "invitation", id },
    actor,
    details: because ? { because } : {},
  });
}
