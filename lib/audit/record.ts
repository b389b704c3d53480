import type { Actor } from "@/lib/auth/actor";
import type { Tx } from "@/lib/db";
import { countAudit } from "@/lib/metrics/audit-metrics";
import type { Prisma } from "@/prisma/client/client";

/** One thing that happened, for the audit: `action` is `subject.verb` in the past tense, e.g. review_pack.published. */
export interface AuditEntry {
  workspaceId: bigint;
  tenantId?: bigint | null;
  action: string;
  subject?: { type: string; id: string | bigint };
  actor: Actor | { kind: "link"; id: string; name: string } | { kind: "anonymous" };
  outcome?: "ok" | "refused" | "failed" | "cut_off";
  ip?: string | null;
  userAgent?: string | null;
  /** Counts, ids and hashes; never a token, a link's signature or evidence. */
  details?: Prisma.InputJsonObject;
}

/** Writes an audit event in the caller's transaction, so that it is there exactly when the change is. */
export async function recordAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  const { actor } = entry;
  await tx.auditEvent.create({
    data: {
      workspaceId: entry.workspaceId,
      tenantId: entry.tenantId ?? null,
      action: entry.action,
      subjectType: entry.subject?.type ?? null,
      subjectId: entry.subject ? String(entry.subject.id) : null,
      actorKind: actor.kind,
      actorId: idOf(actor),
      actorName: nameOf(actor),
      outcome: entry.outcome ?? "ok",
      ip: entry.ip ?? null,
      userAgent: entry.userAgent?.slice(0, 400) ?? null,
      details: entry.details ?? {},
    },
  });
  countAudit(entry);
}

function idOf(actor: AuditEntry["actor"]): string | null {
  if (actor.kind === "user") return String(actor.userId);
  if (actor.kind === "token") return String(actor.tokenId);
  return actor.kind === "link" ? actor.id : null;
}

function nameOf(actor: AuditEntry["actor"]): string {
  if (actor.kind === "anonymous") return "somebody signed out";
  return actor.kind === "token" ? `${actor.name} (API token ${actor.tokenName})` : actor.name;
}
