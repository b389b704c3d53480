import { recordAudit } from "@/lib/audit/record";
import type { RequestOrigin } from "@/lib/audit/request-origin";
import { type Actor, actorUserId, isHouse } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/policy";
import { takeTicket } from "@/lib/auth/rate-limit";
import { inSystem, type Tx } from "@/lib/db";
import { downloadable, getLinkablePack, type LinkablePack } from "@/lib/download-links/downloadable";
import { recordingRefusal } from "@/lib/download-links/refused-mint";
import { makerOf, writeLink } from "@/lib/download-links/write-link";
import { env } from "@/lib/env";
import { notFound } from "@/lib/errors";
import { getTenantWithin } from "@/lib/tenants/tenants";

/** A link for one pack. The address is a credential: it is shown to whom it was made for and never logged or kept. */
export interface MintedLink {
  /** By which it can be withdrawn. */
  id: string;
  url: string;
  /** ISO 8601 UTC; from this second on the link answers 410. */
  expiresAt: string;
}

/** What the command line needs besides the link to check what it fetched. */
export interface MintedDownload extends MintedLink {
  packId: string;
  sha256: string;
  bytes: number;
}

/**
 * Makes a link by which the actor, or whoever they pass it on to, downloads a ready pack for the next minutes
 * (TENANTPILOT_REVIEW_PACK_DOWNLOAD_URL_TTL_MINUTES, never beyond the pack's own expiry).
 * @throws {AppError} not_found, forbidden (review_pack.view), rate_limited, conflict (not ready yet), gone (failed or expired).
 */
export async function mintLink(
  actor: Actor,
  target: { tenant: string; packId: string },
  from: RequestOrigin,
  now: Date,
): Promise<MintedLink> {
  return recordingRefusal(actor, { ...target, purpose: "download" }, { from, now }, () =>
    inSystem(async (tx) => {
      const tenant = await getTenantWithin(tx, actor, target.tenant, "review_pack.view");
      const pack = await getLinkablePack(tx, target.packId);
      if (pack.tenantId !== tenant.id) throw notFound(`The review pack ${target.packId}`);
      const { id, url, expiresAt } = await mintFor(tx, actor, pack, from, now);
      return { id, url, expiresAt };
    }),
  );
}

/** As mintLink, for the command line, which knows a pack by its id alone. @throws {AppError} as mintLink. */
export async function mintLinkById(
  actor: Actor,
  packId: string,
  from: RequestOrigin,
  now: Date,
): Promise<MintedDownload> {
  return recordingRefusal(actor, { packId, purpose: "download" }, { from, now }, () =>
    inSystem(async (tx) => {
      const pack = await getLinkablePack(tx, packId);
      const { workspaceId, tenantId } = pack;
      await authorize(tx, actor, "review_pack.view", { workspaceId, tenantId, what: `The review pack ${packId}` });
      return mintFor(tx, actor, pack, from, now);
    }),
  );
}

async function mintFor(
  tx: Tx,
  actor: Actor,
  pack: LinkablePack,
  from: RequestOrigin,
  now: Date,
): Promise<MintedDownload> {
  if (actor.kind === "system") throw new Error("A job of ours has nobody to give a link to.");
  const { sha256, until, bytes } = downloadable(pack, now);
  await takeDownloadTicket(tx, actor, now);
  const { id: packId, workspaceId, tenantId } = pack;
  const link = await writeLink(tx, { workspaceId, packId, sha256, until }, makerOf(actor), now);
  const expiresAt = link.expiresAt.toISOString();
  await recordAudit(tx, {
    workspaceId,
    tenantId,
    action: "review_pack.link_minted",
    subject: { type: "review_pack", id: packId },
    actor,
    ...from,
    details: { linkId: link.id, expiresAt },
  });
  const url = new URL(link.path, env().APP_URL).href;
  return { id: link.id, url, expiresAt, packId: String(packId), sha256, bytes };
}

/**
 * Withdraws a link: from now on it answers 410. Whoever made it may, and whoever manages the pack. Again it changes nothing.
 * @throws {AppError} not_found, forbidden.
 */
export async function revokeLink(
  actor: Actor,
  target: { packId: string; linkId: string },
  from: RequestOrigin,
  now: Date,
): Promise<void> {
  await inSystem(async (tx) => {
    const pack = await getLinkablePack(tx, target.packId);
    const scope = { workspaceId: pack.workspaceId, tenantId: pack.tenantId, what: `The review pack ${target.packId}` };
    await authorize(tx, actor, "review_pack.view", scope);
    const link = await tx.packLink.findFirst({ where: { id: target.linkId, packId: pack.id, purpose: "download" } });
    if (!link) throw notFound("The link");
    const isOwn = link.createdByUserId !== null && link.createdByUserId === actorUserId(actor);
    if (!isOwn) await authorize(tx, actor, "review_pack.manage", scope);
    const { count } = await tx.packLink.updateMany({
      where: { id: link.id, revokedAt: null },
      data: { revokedAt: now },
    });
    if (count === 0) return;
    await recordAudit(tx, {
      workspaceId: pack.workspaceId,
      tenantId: pack.tenantId,
      action: "review_pack.link_revoked",
      subject: { type: "review_pack", id: pack.id },
      actor,
      ...from,
      details: { linkId: link.id },
    });
  });
}

/** Counted per person, with what their tokens do; somebody at the command line of the machine is not limited. */
export async function takeDownloadTicket(tx: Tx, actor: Actor, now: Date): Promise<void> {
  if (isHouse(actor)) return;
  const limit = env().TENANTPILOT_DOWNLOAD_LIMIT_PER_MINUTE;
  await takeTicket(tx, { key: `download:user:${actor.userId}`, limit, windowSeconds: 60 }, now);
}
