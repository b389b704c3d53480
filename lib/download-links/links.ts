import { randomBytes } from "node:crypto";
import { recordAudit } from "@/lib/audit/record";
import type { RequestOrigin } from "@/lib/audit/request-origin";
import { type Actor, actorUserId } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/policy";
import { takeTicket } from "@/lib/auth/rate-limit";
import { inSystem, type Tx } from "@/lib/db";
import { linkPath, parseLinkKeys, signLink } from "@/lib/download-links/sign";
import { env } from "@/lib/env";
import { AppError, notFound } from "@/lib/errors";
import { getTenantWithin } from "@/lib/tenants/tenants";

/** A link for one pack. The address is a credential: it is shown to whom it was made for and never logged or kept. */
export interface MintedLink {
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
  return inSystem(async (tx) => {
    const tenant = await getTenantWithin(tx, actor, target.tenant, "review_pack.view");
    const pack = await getPack(tx, target.packId);
    if (pack.tenantId !== tenant.id) throw notFound(`The review pack ${target.packId}`);
    const { url, expiresAt } = await mintFor(tx, actor, pack, from, now);
    return { url, expiresAt };
  });
}

/** As mintLink, for the command line, which knows a pack by its id alone. @throws {AppError} as mintLink. */
export async function mintLinkById(
  actor: Actor,
  packId: string,
  from: RequestOrigin,
  now: Date,
): Promise<MintedDownload> {
  return inSystem(async (tx) => {
    const pack = await getPack(tx, packId);
    const { workspaceId, tenantId } = pack;
    await authorize(tx, actor, "review_pack.view", { workspaceId, tenantId, what: `The review pack ${packId}` });
    return mintFor(tx, actor, pack, from, now);
  });
}

type PackRow = Awaited<ReturnType<typeof getPack>>;

async function getPack(tx: Tx, packId: string) {
  const pack = /^[1-9][0-9]{0,17}$/.test(packId)
    ? await tx.reviewPack.findUnique({
        where: { id: BigInt(packId) },
        select: {
          id: true,
          workspaceId: true,
          tenantId: true,
          status: true,
          sha256: true,
          fileSize: true,
          expiresAt: true,
        },
      })
    : null;
  if (!pack) throw notFound(`The review pack ${packId}`);
  return pack;
}

async function mintFor(tx: Tx, actor: Actor, pack: PackRow, from: RequestOrigin, now: Date): Promise<MintedDownload> {
  if (actor.kind === "system") throw new Error("A job of ours has nobody to give a link to.");
  const { sha256, expiresAt: packExpiresAt, bytes } = downloadable(pack, now);
  await takeDownloadTicket(tx, actor, now);
  const [key] = parseLinkKeys(env().TENANTPILOT_DOWNLOAD_LINK_KEYS);
  if (!key) throw new Error("There is no key for download links.");
  const ttlMs = env().TENANTPILOT_REVIEW_PACK_DOWNLOAD_URL_TTL_MINUTES * 60_000;
  const expiresAtSeconds = Math.floor(Math.min(now.getTime() + ttlMs, packExpiresAt.getTime()) / 1000);
  const expiresAt = new Date(expiresAtSeconds * 1000);
  const linkId = randomBytes(16).toString("base64url");
  await tx.packLink.create({
    data: {
      id: linkId,
      workspaceId: pack.workspaceId,
      packId: pack.id,
      packSha256: sha256,
      purpose: "download",
      keyId: key.id,
      createdByKind: actor.kind,
      createdByUserId: actorUserId(actor),
      createdByName: actor.name,
      expiresAt,
      createdAt: now,
    },
  });
  await recordAudit(tx, {
    workspaceId: pack.workspaceId,
    tenantId: pack.tenantId,
    action: "review_pack.link_minted",
    subject: { type: "review_pack", id: pack.id },
    actor,
    ...from,
    details: { linkId, expiresAt: expiresAt.toISOString() },
  });
  const signature = signLink(key, { linkId, packId: pack.id, packSha256: sha256, expiresAtSeconds });
  const url = new URL(linkPath({ linkId, expiresAtSeconds, keyId: key.id, signature }), env().APP_URL).href;
  return { url, expiresAt: expiresAt.toISOString(), packId: String(pack.id), sha256, bytes };
}

/** What a link needs of its pack. @throws {AppError} conflict or gone, saying what the pack is instead of ready. */
function downloadable(pack: PackRow, now: Date): { sha256: string; bytes: number; expiresAt: Date } {
  const name = `The review pack ${pack.id}`;
  const again = { next: "Generate a new review pack." };
  const { sha256, fileSize, expiresAt } = pack;
  if (pack.status === "queued" || pack.status === "generating") {
    throw new AppError("conflict", `${name} is not ready yet.`, { next: "Wait until it is ready, then download it." });
  }
  if (pack.status === "failed") throw new AppError("gone", `${name} could not be made, so there is no file.`, again);
  if (pack.status !== "ready" || !sha256 || fileSize === null || !expiresAt)
    throw new AppError("gone", `${name} has expired.`, again);
  // A link lives for whole seconds: with less than one left there is none to give.
  if (expiresAt.getTime() - now.getTime() < 1000) throw new AppError("gone", `${name} has expired.`, again);
  return { sha256, bytes: Number(fileSize), expiresAt };
}

/** Counted per person; somebody at the command line of the machine is not limited. */
async function takeDownloadTicket(tx: Tx, actor: Actor, now: Date): Promise<void> {
  if (actor.kind !== "user") return;
  const limit = env().TENANTPILOT_DOWNLOAD_LIMIT_PER_MINUTE;
  await takeTicket(tx, { key: `download:user:${actor.userId}`, limit, windowSeconds: 60 }, now);
}
