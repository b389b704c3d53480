import { recordAudit } from "@/lib/audit/record";
import type { RequestOrigin } from "@/lib/audit/request-origin";
import type { Actor } from "@/lib/auth/actor";
import { hashPassword } from "@/lib/auth/passwords";
import { authorize } from "@/lib/auth/policy";
import { inSystem, type Tx } from "@/lib/db";
import { downloadable, getLinkablePack } from "@/lib/download-links/downloadable";
import { takeDownloadTicket } from "@/lib/download-links/links";
import { recordingRefusal } from "@/lib/download-links/refused-mint";
import { makerOf, newLinkId, signingLinkKey } from "@/lib/download-links/write-link";
import { env } from "@/lib/env";
import { AppError, notFound } from "@/lib/errors";
import { hashShareToken, newShareToken, sharePath } from "@/lib/share-links/token";

/** What a share link allows, and whom. */
export interface ShareTerms {
  /** Whom it is for, in words that they will read: 1 to 120 characters. */
  label: string;
  /** Whole days; null: as long as the pack can be downloaded. Never longer than that. */
  days: number | null;
  /** 12 to 200 characters; null: none is asked for. */
  passphrase: string | null;
  /** How often the pack can be fetched; null: as often as one likes. */
  usesMax: number | null;
}

/** A share link at the only moment at which its address is known. */
export interface CreatedShareLink {
  id: string;
  /** A credential: shown once, never logged or kept. */
  url: string;
  /** ISO 8601 UTC; from this second on the link answers 410. */
  expiresAt: string;
}

const dayMs = 86_400_000;

/**
 * Makes a share link for a ready pack of a tenant (downloads.md, Who). Without a tenant's slug, for the command line, the
 * pack is known by its id alone.
 * @throws {AppError} not_found, forbidden (review_pack.manage), conflict (not ready), gone, invalid_input, rate_limited.
 */
export async function createShareLink(
  actor: Actor,
  target: { tenant?: string; packId: string },
  terms: ShareTerms,
  from: RequestOrigin,
  now: Date,
): Promise<CreatedShareLink> {
  const label = plainLabel(terms.label);
  return recordingRefusal(actor, { ...target, purpose: "share" }, { from, now }, async () => {
    // Before the passphrase is hashed, which costs: not for everybody. And again, because time has passed.
    await inSystem((tx) => getShareable(tx, actor, target, now));
    const passphraseHash = terms.passphrase === null ? null : await hashPassword(terms.passphrase, [label]);
    return inSystem(async (tx) => {
      const { pack, sha256, until } = await getShareable(tx, actor, target, now);
      await takeDownloadTicket(tx, actor, now);
      const expiresAt = endOf(terms.days, until, now);
      const [id, token, key] = [newLinkId(), newShareToken(), signingLinkKey()];
      await tx.packLink.create({
        data: {
          id,
          workspaceId: pack.workspaceId,
          packId: pack.id,
          packSha256: sha256,
          purpose: "share",
          keyId: key.id,
          ...makerOf(actor),
          label,
          tokenHash: hashShareToken(key, token),
          passphraseHash,
          usesMax: terms.usesMax,
          expiresAt,
          createdAt: now,
        },
      });
      await recordAudit(tx, {
        workspaceId: pack.workspaceId,
        tenantId: pack.tenantId,
        action: "review_pack.share_link_created",
        subject: { type: "review_pack", id: pack.id },
        actor,
        ...from,
        details: {
          linkId: id,
          label,
          expiresAt: expiresAt.toISOString(),
          usesMax: terms.usesMax,
          hasPassphrase: passphraseHash !== null,
        },
      });
      return { id, url: new URL(sharePath(token), env().APP_URL).href, expiresAt: expiresAt.toISOString() };
    });
  });
}

async function getShareable(tx: Tx, actor: Actor, target: { tenant?: string; packId: string }, now: Date) {
  if (actor.kind === "system") throw new Error("A job of ours shares nothing.");
  const what = `The review pack ${target.packId}`;
  const pack = await getLinkablePack(tx, target.packId);
  const { workspaceId, tenantId } = pack;
  if (target.tenant !== undefined) {
    const tenant = await tx.tenant.findUnique({ where: { id: tenantId }, select: { slug: true } });
    if (tenant?.slug !== target.tenant) throw notFound(what);
  }
  await authorize(tx, actor, "review_pack.manage", { workspaceId, tenantId, what });
  return { pack, ...downloadable(pack, now) };
}

/** In whole seconds. @throws {AppError} invalid_input when neither the days nor the pack say when it ends. */
function endOf(days: number | null, until: Date | null, now: Date): Date {
  const ends = [days === null ? Infinity : now.getTime() + days * dayMs, until?.getTime() ?? Infinity];
  const endMs = Math.min(...ends);
  if (!Number.isFinite(endMs)) {
    throw new AppError(
      "invalid_input",
      "This review pack is on legal hold, so it has no end that the link could have.",
      {
        next: "Say for how many days the link is to work.",
      },
    );
  }
  return new Date(Math.floor(endMs / 1000) * 1000);
}

// Also what turns the direction of writing: the label stands on a page that strangers read.
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

function plainLabel(text: string): string {
  const label = text.replace(unprintable, " ").replace(/\s+/g, " ").trim();
  if (label !== "" && label.length <= 120) return label;
  throw new AppError("invalid_input", "A share link says in 1 to 120 characters whom it is for.", {
    next: "Name the person or the firm that you will give it to.",
  });
}
