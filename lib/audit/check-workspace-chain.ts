import { getAuditPlace } from "@/lib/audit/browse";
import { type ChainReport, verifyAuditChain } from "@/lib/audit/verify-chain";
import type { Actor } from "@/lib/auth/actor";
import { takeTicket } from "@/lib/auth/rate-limit";
import { inSystem } from "@/lib/db";
import { forbidden } from "@/lib/errors";

const checksPerMinute = 6;

/**
 * Recomputes the hash chain of one workspace's audit for somebody who may see all of it. Every row is read, so a person
 * may ask for it only so often.
 * @throws {AppError} not_found, forbidden (audit.view on the workspace), rate_limited.
 */
export async function checkWorkspaceChain(
  actor: Actor,
  workspace: string,
  now: Date,
): Promise<Pick<ChainReport, "events" | "headSeq" | "headHash" | "problem">> {
  const place = await getAuditPlace(actor, workspace);
  if (!place.isWhole) throw forbidden("audit.view");
  if (actor.kind === "user") {
    const key = `audit-check:${actor.userId}`;
    await inSystem((tx) => takeTicket(tx, { key, limit: checksPerMinute, windowSeconds: 60 }, now));
  }
  const [report] = await verifyAuditChain(place.id);
  if (!report) throw new Error("The chain of one workspace gave no report.");
  const { events, headSeq, headHash, problem } = report;
  return { events, headSeq, headHash, problem };
}
