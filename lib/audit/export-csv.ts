import { type AuditQuery, type AuditRowView, browseAudit } from "@/lib/audit/browse";
import { recordAudit } from "@/lib/audit/record";
import type { RequestOrigin } from "@/lib/audit/request-origin";
import type { Actor } from "@/lib/auth/actor";
import { takeTicket } from "@/lib/auth/rate-limit";
import { csvRow } from "@/lib/csv";
import { inWorkspace } from "@/lib/db";

const pageRows = 500;
const exportsPerMinute = 10;

/** The columns of the export, in their order. Times are ISO 8601 UTC; details are JSON. */
export const auditColumns = [
  "seq",
  "at",
  "action",
  "outcome",
  "tenant",
  "subject_type",
  "subject_id",
  "actor_kind",
  "actor_id",
  "actor_name",
  "ip",
  "user_agent",
  "details",
  "hash",
] as const;

/**
 * A workspace's audit as CSV (RFC 4180; cells that a spreadsheet would run are made inert), newest first, page by page:
 * memory holds one page however long the audit is, and the right to see it is asked for again with each. That it was
 * exported is itself an event, and the first that is written.
 * @throws {AppError} not_found, forbidden (audit.view), rate_limited; before the first line.
 */
export async function exportAudit(
  actor: Actor,
  query: AuditQuery,
  origin: RequestOrigin,
  now: Date,
): Promise<{ fileName: string; lines: AsyncGenerator<string> }> {
  const first = await browseAudit(actor, query, { limit: 1 });
  const { workspace: _, ...filter } = query;
  await inWorkspace(first.place.id, async (tx) => {
    if (actor.kind === "user") {
      await takeTicket(tx, { key: `audit-export:${actor.userId}`, limit: exportsPerMinute, windowSeconds: 60 }, now);
    }
    await recordAudit(tx, {
      workspaceId: first.place.id,
      action: "audit.exported",
      subject: { type: "workspace", id: first.place.id },
      actor,
      ...origin,
      details: Object.fromEntries(Object.entries(filter).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]]))),
    });
  });
  const workspace = first.place.slug;
  return {
    fileName: `audit-${workspace}-${now.toISOString().slice(0, 10)}.csv`,
    lines: linesOf(actor, { ...query, workspace }),
  };
}

async function* linesOf(actor: Actor, query: AuditQuery): AsyncGenerator<string> {
  yield csvRow(auditColumns);
  for (let cursor: string | undefined; ; ) {
    const { events, next } = await browseAudit(actor, query, { cursor, limit: pageRows });
    if (events.length > 0) yield events.map(lineOf).join("");
    if (next === null) return;
    cursor = next;
  }
}

function lineOf(event: AuditRowView): string {
  const { seq, at, action, outcome, tenant, subject, actor, ip, userAgent, details, hash } = event;
  const cells = [seq, at, action, outcome, tenant?.slug ?? event.tenantId, subject?.type ?? null, subject?.id ?? null];
  return csvRow([...cells, actor.kind, actor.id, actor.name, ip, userAgent, JSON.stringify(details), hash]);
}
