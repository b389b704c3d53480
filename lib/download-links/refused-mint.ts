import { recordAudit } from "@/lib/audit/record";
import type { RequestOrigin } from "@/lib/audit/request-origin";
import { type Actor, actorUserId } from "@/lib/auth/actor";
import { findRights } from "@/lib/auth/policy";
import { inSystem, narrowTo, type Tx } from "@/lib/db";
import { isWorthRecording } from "@/lib/download-links/worth-recording";
import { AppError, type ErrorCode } from "@/lib/errors";

/** Which link was to be made: to which pack, and of which tenant where the caller named one. */
export interface WantedLink {
  packId: string;
  tenant?: string;
  purpose: "download" | "share";
}

const recordedCodes: readonly ErrorCode[] = ["forbidden", "rate_limited", "conflict", "gone"];

/** Makes a link; that it was refused is in the custody of its pack (downloads.md), with by whom and why. */
export async function recordingRefusal<T>(
  actor: Actor,
  wanted: WantedLink,
  { from, now }: { from: RequestOrigin; now: Date },
  make: () => Promise<T>,
): Promise<T> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof AppError && recordedCodes.includes(error.code))
      await recordRefusal(actor, wanted, { code: error.code, from, now });
    throw error;
  }
}

/**
 * Writes that a link was refused, once a minute for each person, workspace and reason: nobody may fill the audit by asking. Of
 * whoever is no member there nothing is written: to them the pack does not exist, and they write into no audit of others.
 */
export async function recordRefusal(
  actor: Actor,
  wanted: WantedLink,
  { code, from, now }: { code: ErrorCode; from: RequestOrigin; now: Date },
): Promise<void> {
  await inSystem(async (tx) => {
    const pack = await findPack(tx, wanted);
    if (!pack || (await findRights(tx, actor, pack)) === null) return;
    const who = `${actor.kind} ${actorUserId(actor) ?? actor.name}`;
    if (!isWorthRecording(`no link: ${who}, ${pack.workspaceId}, ${code}`, now)) return;
    await narrowTo(tx, pack.workspaceId);
    await recordAudit(tx, {
      workspaceId: pack.workspaceId,
      tenantId: pack.tenantId,
      action: "review_pack.link_refused",
      subject: { type: "review_pack", id: pack.id },
      actor,
      outcome: "refused",
      ...from,
      details: { purpose: wanted.purpose, reason: code },
    });
  });
}

async function findPack(tx: Tx, { packId, tenant }: WantedLink) {
  if (!/^[1-9][0-9]{0,17}$/.test(packId)) return null;
  return tx.reviewPack.findFirst({
    where: { id: BigInt(packId), ...(tenant === undefined ? {} : { tenant: { slug: tenant } }) },
    select: { id: true, workspaceId: true, tenantId: true },
  });
}
