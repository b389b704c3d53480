import type { Actor } from "@/lib/auth/actor";
import { safeRedirect } from "@/lib/auth/safe-redirect";
import { inSystem, type Tx } from "@/lib/db";
import { notFound } from "@/lib/errors";
import type { NotificationKind } from "@/lib/notifications/notify";
import { Prisma } from "@/prisma/client/client";

/** A notification as pages show it. */
export interface NotificationView {
  id: string;
  kind: NotificationKind;
  title: string;
  body: string;
  /** Where the thing is that it is about: a path of ours. */
  href: string | null;
  tenantName: string | null;
  isRead: boolean;
  /** ISO 8601 UTC. */
  createdAt: string;
}

interface Row extends Omit<NotificationView, "id" | "isRead" | "createdAt"> {
  id: bigint;
  read_at: Date | null;
  created_at: Date;
}

// A person's own, and only of what they are still a member of: whoever was removed reads no more of it.
const ownAndAllowed = (userId: bigint) => Prisma.sql`
  n.user_id = ${userId} AND EXISTS (
    SELECT FROM memberships m WHERE m.user_id = n.user_id AND m.workspace_id = n.workspace_id
      AND (m.tenant_id IS NULL OR n.tenant_id IS NULL OR m.tenant_id = n.tenant_id))`;

/**
 * The actor's notifications, all or the unread ones, newest first, with keyset pages: `next` is the cursor of the following page. Nobody but a
 * signed-in person has any.
 */
export async function listNotifications(
  actor: Actor,
  { cursor, limit = 50, isUnread = false }: { cursor?: string; limit?: number; isUnread?: boolean } = {},
): Promise<{ notifications: NotificationView[]; next: string | null }> {
  if (actor.kind !== "user") return { notifications: [], next: null };
  const before = cursor && /^[1-9]\d{0,17}$/.test(cursor) ? BigInt(cursor) : null;
  const rows = await inSystem(
    (tx) => tx.$queryRaw<Row[]>`
      SELECT n.id, n.kind, n.title, n.body, n.href, t.name AS "tenantName", n.read_at, n.created_at
      FROM notifications n LEFT JOIN tenants t ON t.id = n.tenant_id
      WHERE ${ownAndAllowed(actor.userId)} AND (${before}::bigint IS NULL OR n.id < ${before}::bigint)
        AND (NOT ${isUnread} OR n.read_at IS NULL)
      ORDER BY n.id DESC LIMIT ${limit + 1}`,
  );
  const page = rows.slice(0, limit);
  return { notifications: page.map(view), next: rows.length > limit ? String(page.at(-1)?.id) : null };
}

/** How many unread notifications the actor has; counting stops at `max`. */
export async function countUnread(actor: Actor, max = 100): Promise<number> {
  if (actor.kind !== "user") return 0;
  const { userId } = actor;
  const [row] = await inSystem(
    (tx) => tx.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM (
        SELECT FROM notifications n WHERE n.read_at IS NULL AND ${ownAndAllowed(userId)} LIMIT ${max}) unread`,
  );
  return row?.count ?? 0;
}

/** What the bell shows: how many unread notifications there are (counting stops at 100), and the newest of them. */
export interface Unread {
  unread: number;
  latest: { id: string; kind: NotificationKind; title: string } | null;
}

/** The actor's unread notifications as the bell shows them. */
export async function readUnread(actor: Actor): Promise<Unread> {
  const [unread, { notifications }] = await Promise.all([
    countUnread(actor),
    listNotifications(actor, { isUnread: true, limit: 1 }),
  ]);
  const [newest] = notifications;
  return { unread, latest: newest ? { id: newest.id, kind: newest.kind, title: newest.title } : null };
}

/**
 * Marks one of the actor's notifications as read because it is opened.
 * @returns where the thing is that it is about, a path of ours. @throws {AppError} not_found.
 */
export async function openNotification(actor: Actor, id: string, now: Date): Promise<string> {
  const what = "The notification";
  if (actor.kind !== "user" || !/^[1-9]\d{0,17}$/.test(id)) throw notFound(what);
  const { userId } = actor;
  return inSystem(async (tx) => {
    const [found] = await tx.$queryRaw<{ href: string | null }[]>`
      SELECT n.href FROM notifications n WHERE n.id = ${BigInt(id)} AND ${ownAndAllowed(userId)}`;
    if (!found) throw notFound(what);
    await update(tx, userId, now, id);
    return safeRedirect(found.href ?? "/notifications");
  });
}

/** Marks as read what the actor had got by `now`; with an id, only that one. @returns how many were unread. */
export async function markRead(actor: Actor, now: Date, id?: string): Promise<number> {
  if (actor.kind !== "user") return 0;
  const { userId } = actor;
  return inSystem((tx) => update(tx, userId, now, id));
}

async function update(tx: Tx, userId: bigint, now: Date, id: string | undefined): Promise<number> {
  const { count } = await tx.notification.updateMany({
    where: { userId, readAt: null, ...(id === undefined ? {} : { id: BigInt(id) }) },
    data: { readAt: now },
  });
  return count;
}

function view({ id, read_at, created_at, ...row }: Row): NotificationView {
  return { ...row, id: String(id), isRead: read_at !== null, createdAt: created_at.toISOString() };
}
