import { type AuditEventView, listCustody, wholeCustodyActions } from "@/lib/audit/queries";
import { recordAudit } from "@/lib/audit/record";
import type { RequestOrigin } from "@/lib/audit/request-origin";
import type { Actor } from "@/lib/auth/actor";
import { takeTicket } from "@/lib/auth/rate-limit";
import { csvRow } from "@/lib/csv";
import { inSystem } from "@/lib/db";
import { getTenantWithin } from "@/lib/tenants/tenants";

const pageRows = 200;
const exportsPerMinute = 10;

/** The columns of a pack's custody, in their order. Times are ISO 8601 UTC; details are JSON; `hash` is the audit chain's. */
export const custodyColumns = [
  "seq",
  "at",
  "action",
  "outcome",
  "pack",
  "actor_kind",
  "actor_id",
  "actor_name",
  "ip",
  "user_agent",
  "details",
  "hash",
] as const;

/**
 * A pack's chain of custody as CSV (RFC 4180; cells that a spreadsheet would run are made inert), newest first, page by
 * page: how its file came to be, who made links, who downloaded it, from where and how far they came, holds, and how it
 * ended; also of packs that have been deleted. That it was exported is itself an event, and written first.
 * @throws {AppError} not_found, forbidden (review_pack.view), rate_limited; before the first line.
 */
export async function exportCustody(
  actor: Actor,
  slug: string,
  packId: string,
  origin: RequestOrigin,
  now: Date,
): Promise<{ fileName: string; lines: AsyncGenerator<string> }> {
  await inSystem(async (tx) => {
    const tenant = await getTenantWithin(tx, actor, slug, "review_pack.view");
    if (actor.kind === "user")
      await takeTicket(tx, { key: `custody-export:${actor.userId}`, limit: exportsPerMinute, windowSeconds: 60 }, now);
    await recordAudit(tx, {
      workspaceId: tenant.workspaceId,
      tenantId: tenant.id,
      action: "review_pack.custody_exported",
      subject: { type: "review_pack", id: packId },
      actor,
      ...origin,
    });
  });
  return {
    fileName: `custody_review-pack-${packId}_${now.toISOString().slice(0, 10)}.csv`,
    lines: linesOf(actor, slug, packId),
  };
}

async function* linesOf(actor: Actor, slug: string, packId: string): AsyncGenerator<string> {
  yield csvRow(custodyColumns);
  for (let cursor: string | undefined; ; ) {
    const page = { cursor, limit: pageRows, actions: wholeCustodyActions };
    const { events, next } = await listCustody(actor, slug, packId, page);
    if (events.length > 0) yield events.map((event) => lineOf(packId, event)).join("");
    if (next === null) return;
    cursor = next;
  }
}

function lineOf(packId: string, event: AuditEventView): string {
  const { seq, at, action, outcome, actor, ip, userAgent, details, hash } = event;
  const who = [actor.kind, actor.id, actor.name, ip, userAgent];
  return csvRow([seq, at, action, outcome, packId, ...who, JSON.stringify(details), hash]);
}
