import type { Actor } from "@/lib/auth/actor";
import { inWorkspace, type Tx } from "@/lib/db";
import { type LinkRow, mayMakerStill } from "@/lib/download-links/linked-pack";
import { parseLinkKeys } from "@/lib/download-links/sign";
import { env } from "@/lib/env";
import { notFound } from "@/lib/errors";
import { isUsedUp } from "@/lib/share-links/standing";
import { getTenant } from "@/lib/tenants/tenants";

/** What a share link is good for now. Stopped: its maker may no longer share, or its key was dropped. */
export const shareLinkStates = ["active", "expired", "used_up", "revoked", "stopped"] as const;

export type ShareLinkState = (typeof shareLinkStates)[number];

/** A share link as the pack's page shows it: all but its address. Times are ISO 8601 UTC. */
export interface ShareLinkView {
  id: string;
  label: string;
  state: ShareLinkState;
  createdByName: string;
  createdAt: string;
  expiresAt: string;
  revokedAt: string | null;
  uses: number;
  usesMax: number | null;
  lastUsedAt: string | null;
  hasPassphrase: boolean;
}

/** More than these are not shown; those that still work come first. */
const linksShown = 100;

/**
 * The share links of a pack, those that were not revoked first, then the newest.
 * @throws {AppError} not_found, forbidden (review_pack.view).
 */
export async function listShareLinks(actor: Actor, slug: string, packId: string, now: Date): Promise<ShareLinkView[]> {
  const tenant = await getTenant(actor, slug, "review_pack.view");
  return inWorkspace(tenant.workspaceId, async (tx) => {
    if (!/^[1-9]\d{0,17}$/.test(packId)) throw notFound(`Review pack #${packId.slice(0, 20)}`);
    const pack = await tx.reviewPack.findFirst({
      where: { id: BigInt(packId), tenantId: tenant.id },
      select: { id: true },
    });
    if (!pack) throw notFound(`Review pack #${packId}`);
    const rows = await tx.packLink.findMany({
      where: { packId: pack.id, workspaceId: tenant.workspaceId, purpose: "share" },
      orderBy: [{ revokedAt: { sort: "desc", nulls: "first" } }, { createdAt: "desc" }, { id: "asc" }],
      take: linksShown,
    });
    const mayStill = await makersThatMay(tx, rows, tenant.id, now);
    return rows.map((row) => viewOf(row, mayStill.has(makerOf(row)), now));
  });
}

const makerOf = (row: LinkRow) => `${row.createdByKind} ${row.createdByUserId} ${row.createdByTokenId}`;

/** The makers who may still share: one question for each, not for each link. */
async function makersThatMay(tx: Tx, rows: LinkRow[], tenantId: bigint, now: Date): Promise<Set<string>> {
  const makers = new Map(rows.map((row) => [makerOf(row), row]));
  const allowed = new Set<string>();
  for (const [maker, row] of makers) if (await mayMakerStill(tx, row, tenantId, now)) allowed.add(maker);
  return allowed;
}

function viewOf(row: LinkRow, mayMaker: boolean, now: Date): ShareLinkView {
  return {
    id: row.id,
    label: row.label ?? "",
    state: stateOf(row, mayMaker, now),
    createdByName: row.createdByName,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    revokedAt: row.revokedAt?.toISOString() ?? null,
    uses: row.uses,
    usesMax: row.usesMax,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    hasPassphrase: row.passphraseHash !== null,
  };
}

function stateOf(row: LinkRow, mayMaker: boolean, now: Date): ShareLinkState {
  if (row.revokedAt !== null) return "revoked";
  if (row.expiresAt <= now) return "expired";
  if (isUsedUp(row)) return "used_up";
  const isKeyListed = parseLinkKeys(env().TENANTPILOT_DOWNLOAD_LINK_KEYS).some(({ id }) => id === row.keyId);
  return mayMaker && isKeyListed ? "active" : "stopped";
}
