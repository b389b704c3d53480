import { recordAudit } from "@/lib/audit/record";
import { type Actor, actorUserId } from "@/lib/auth/actor";
import { type Role, roles } from "@/lib/auth/capabilities";
import {
  invitationDays,
  invitationPath,
  makeInvitationToken,
  placeOf,
  recordInvitationRevoked,
  requireGiver,
} from "@/lib/auth/invitations";
import { takeTicket } from "@/lib/auth/rate-limit";
import { inSystem, type Tx } from "@/lib/db";
import { env } from "@/lib/env";
import { AppError, notFound } from "@/lib/errors";
import { checkName, getWorkspaceWithin, type WorkspaceAccess } from "@/lib/workspaces/workspaces";

/** An invitation as settings and commands show it: never its token. Ids are strings, times ISO 8601 UTC. */
export interface InvitationView {
  id: string;
  email: string;
  name: string;
  role: Role;
  /** Null: the whole workspace. */
  tenant: { slug: string; name: string } | null;
  invitedByName: string;
  createdAt: string;
  expiresAt: string;
  /** Who accepted it: not always the one whom it was made for. */
  acceptedByName: string | null;
  state: "pending" | "accepted" | "expired" | "revoked";
}

/** Who is invited to what. */
export interface NewInvitation {
  /** The workspace's slug. */
  workspace: string;
  tenant?: string | undefined;
  email: string;
  /** What people call them. */
  name: string;
  role: Role;
}

/** An invitation that was just made, with its link, this once. */
export interface MadeInvitation {
  url: string;
  /** The workspace, or the tenant in it, as people read it. */
  place: string;
  invitation: InvitationView;
}

/** Invitations of one person in an hour: each may send a mail to an address that anybody wrote. */
export const inviteLimit = { limit: 30, windowSeconds: 3600 };

const pendingMax = 100;
const endedListedMax = 100;

/** Those whose link still gives something. */
const openIn = (workspaceId: bigint, now: Date) => ({
  workspaceId,
  acceptedAt: null,
  revokedAt: null,
  expiresAt: { gt: now },
});
const dayMs = 86_400_000;

/**
 * Invites somebody who becomes a member by accepting: once, within seven days, and only while the actor may still give
 * that role.
 * @returns the link, this once: of its token only a hash is kept.
 * @throws {AppError} not_found, forbidden (without member.manage, or a role above one's own), conflict (too many pending),
 * rate_limited, invalid_input.
 */
export async function inviteMember(actor: Actor, wanted: NewInvitation, now: Date): Promise<MadeInvitation> {
  const email = wanted.email.trim().toLowerCase();
  const name = checkName(wanted.name);
  return inSystem(async (tx) => {
    const place = await findPlace(tx, actor, wanted);
    await requireGiver(tx, actor, place, wanted.role);
    await limitInvitations(tx, actor, place.workspaceId, now);
    const { token, hash } = makeInvitationToken();
    const { workspaceId, tenantId } = place;
    const row = await tx.invitation.create({
      data: {
        workspaceId,
        tenantId,
        role: wanted.role,
        email,
        name,
        tokenHash: hash,
        invitedByUserId: actorUserId(actor),
        invitedByName: actor.name,
        expiresAt: new Date(now.getTime() + invitationDays * dayMs),
        createdAt: now,
      },
      select: viewSelect,
    });
    await recordAudit(tx, {
      workspaceId,
      tenantId,
      action: "member.invited",
      subject: { type: "invitation", id: row.id },
      actor,
      details: { role: wanted.role, expiresAt: row.expiresAt.toISOString() },
    });
    const url = new URL(invitationPath(token), env().APP_URL).href;
    return { url, place: placeOf(row), invitation: toView(row, now) };
  });
}

/**
 * A workspace's invitations: all that are open, then the newest 100 that have ended. What is open is never crowded out, because
 * it could not be revoked then.
 * @throws {AppError} not_found, forbidden (member.view).
 */
export async function listInvitations(
  actor: Actor,
  workspace: string | undefined,
  now: Date,
): Promise<{ access: WorkspaceAccess; invitations: InvitationView[] }> {
  return inSystem(async (tx) => {
    const access = await getWorkspaceWithin(tx, actor, workspace, "member.view");
    const open = openIn(access.workspace.id, now);
    const newestFirst = { orderBy: { id: "desc" }, select: viewSelect } as const;
    const pending = await tx.invitation.findMany({ where: open, ...newestFirst });
    const ended = await tx.invitation.findMany({
      where: { workspaceId: access.workspace.id, NOT: open },
      take: endedListedMax,
      ...newestFirst,
    });
    return { access, invitations: [...pending, ...ended].map((row) => toView(row, now)) };
  });
}

/** One invitation, for the page that asks before it is revoked. @throws {AppError} not_found, forbidden (member.manage). */
export async function getInvitation(
  actor: Actor,
  workspace: string | undefined,
  id: string,
  now: Date,
): Promise<{ access: WorkspaceAccess; invitation: InvitationView }> {
  return inSystem(async (tx) => {
    const access = await getWorkspaceWithin(tx, actor, workspace, "member.manage");
    return { access, invitation: toView(await findRow(tx, access.workspace.id, id), now) };
  });
}

/**
 * Ends a pending invitation: its link gives nothing any more. One that has ended already stays as it is.
 * @throws {AppError} not_found, forbidden (member.manage), conflict (it was accepted).
 */
export async function revokeInvitation(
  actor: Actor,
  { workspace, id }: { workspace: string | undefined; id: string },
  now: Date,
): Promise<InvitationView> {
  return inSystem(async (tx) => {
    const access = await getWorkspaceWithin(tx, actor, workspace, "member.manage");
    const workspaceId = access.workspace.id;
    const row = await findRow(tx, workspaceId, id);
    const { count } = await tx.invitation.updateMany({
      where: { id: row.id, workspaceId, acceptedAt: null, revokedAt: null },
      data: { revokedAt: now },
    });
    if (count > 0) await recordInvitationRevoked(tx, actor, { id: row.id, workspaceId, tenantId: row.tenantId });
    const view = toView(await findRow(tx, workspaceId, id), now);
    if (view.state !== "accepted") return view;
    throw new AppError("conflict", `${view.name} has accepted the invitation.`, {
      next: "Remove the member instead.",
    });
  });
}

async function findPlace(tx: Tx, actor: Actor, { workspace, tenant }: NewInvitation) {
  const what = tenant ? `The tenant ${tenant}` : `The workspace ${workspace}`;
  const found = await tx.workspace.findUnique({
    where: { slug: workspace },
    select: { id: true, tenants: { where: { slug: tenant ?? "" }, select: { id: true } } },
  });
  const tenantId = found?.tenants[0]?.id ?? null;
  if (!found || (tenant && tenantId === null) || actor.kind === "token") throw notFound(what);
  return { workspaceId: found.id, tenantId, what };
}

async function limitInvitations(tx: Tx, actor: Actor, workspaceId: bigint, now: Date): Promise<void> {
  if (actor.kind === "user") await takeTicket(tx, { key: `invite:user:${actor.userId}`, ...inviteLimit }, now);
  // Locked, so that two that are made at once are both counted.
  await tx.$queryRaw`SELECT id FROM workspaces WHERE id = ${workspaceId} FOR UPDATE`;
  if ((await tx.invitation.count({ where: openIn(workspaceId, now) })) < pendingMax) return;
  throw new AppError("conflict", `A workspace has at most ${pendingMax} open invitations.`, {
    next: "Revoke one that is not needed any more.",
  });
}

const viewSelect = {
  id: true,
  tenantId: true,
  email: true,
  name: true,
  role: true,
  invitedByName: true,
  createdAt: true,
  expiresAt: true,
  acceptedAt: true,
  revokedAt: true,
  acceptedBy: { select: { name: true } },
  workspace: { select: { name: true } },
  tenant: { select: { slug: true, name: true } },
} as const;

async function findRow(tx: Tx, workspaceId: bigint, id: string) {
  const row = /^[1-9]\d{0,17}$/.test(id)
    ? await tx.invitation.findFirst({ where: { id: BigInt(id), workspaceId }, select: viewSelect })
    : null;
  if (!row) throw notFound(`The invitation ${id.slice(0, 20)}`);
  return row;
}

function toView(row: Awaited<ReturnType<typeof findRow>>, now: Date): InvitationView {
  const { acceptedAt, revokedAt, expiresAt } = row;
  return {
    id: String(row.id),
    email: row.email,
    name: row.name,
    role: roles.find((known) => known === row.role) ?? "readonly",
    tenant: row.tenant,
    invitedByName: row.invitedByName,
    createdAt: row.createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    acceptedByName: row.acceptedBy?.name ?? null,
    state: acceptedAt ? "accepted" : revokedAt ? "revoked" : expiresAt <= now ? "expired" : "pending",
  };
}
