import type { Actor } from "@/lib/auth/actor";
import { inSystem, type Tx } from "@/lib/db";
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
