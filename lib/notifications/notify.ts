import type { Tx } from "@/lib/db";
import { isMailConfigured } from "@/lib/notifications/mail-settings";

/** What a notification can be about (data-model.md: the standard operation notifications, and expiry; a connection's credential that ends). */
export type NotificationKind =
  | "operation.queued"
  | "operation.completed"
  | "operation.failed"
  | "review_pack.expires_soon"
  | "graph_connection.ends_soon";

export interface NewNotification {
  workspaceId: bigint;
  /** Left out: it is about the workspace. */
  tenantId?: bigint | null;
  operationRunId?: bigint | null;
  kind: NotificationKind;
  title: string;
  body?: string;
  href: string;
  /** The same key is notified once, however often a step is retried or an event replayed. */
  dedupeKey: string;
}

/**
 * Notifies one person once. No user (an operator at the command line, or somebody since deleted): nothing to do.
 * @returns whether a notification was made now.
 */
export async function notify(tx: Tx, userId: bigint | null, n: NewNotification): Promise<boolean> {
  if (userId === null) return false;
  const made = await tx.notification.createMany({
    data: [
      {
        ...n,
        userId,
        tenantId: n.tenantId ?? null,
        operationRunId: n.operationRunId ?? null,
        body: n.body ?? "",
        mailDueAt: isMailConfigured() ? new Date() : null,
      },
    ],
    skipDuplicates: true,
  });
  return made.count === 1;
}
