import type { Actor } from "@/lib/auth/actor";
import { findTokenActor } from "@/lib/auth/api-tokens";
import { can } from "@/lib/auth/policy";
import type { Tx } from "@/lib/db";
import type { PackFile } from "@/lib/download-links/http";
import { optionsFromJson } from "@/lib/review-packs/options";
import { hasRunOut } from "@/lib/review-packs/run-out";

/** Why the pack of a genuine link is not handed out; kept in the audit. */
export type PackRefusal = "creator_lost_access" | "pack_deleted" | "pack_not_ready" | "pack_expired" | "pack_replaced";

/** A row of pack_links: a download link or a share link. */
export type LinkRow = NonNullable<Awaited<ReturnType<Tx["packLink"]["findFirst"]>>>;

/** The pack that a link is for, whatever has become of it; null when its row is gone. */
export async function findLinkedPack(tx: Tx, row: Pick<LinkRow, "packId" | "workspaceId">) {
  const pack = await tx.reviewPack.findUnique({
    where: { id: row.packId },
    include: { tenant: { select: { slug: true, name: true, workspace: { select: { name: true } } } } },
  });
  return pack?.workspaceId === row.workspaceId ? pack : null;
}

/** A pack with its tenant, as a link finds it. */
export type LinkedPack = NonNullable<Awaited<ReturnType<typeof findLinkedPack>>>;

/** What may be handed out of a pack: what it is, and where its file lies. */
export interface HandedOut {
  file: PackFile;
  filePath: string;
}

/**
 * What may have changed since a link was made: its maker's access, the pack's status and time, its contents.
 * @returns what may be handed out, or why nothing may.
 */
export async function checkLinkedPack(
  tx: Tx,
  row: LinkRow,
  pack: LinkedPack | null,
  now: Date,
): Promise<HandedOut | PackRefusal> {
  if (!pack) return "pack_deleted";
  if (!(await mayMakerStill(tx, row, pack.tenantId, now))) return "creator_lost_access";
  if (pack.status === "expired") return "pack_expired";
  const { filePath, fileSize, sha256, generatedAt, expiresAt } = pack;
  if (pack.status !== "ready" || !filePath || !fileSize || !sha256 || !generatedAt || !expiresAt)
    return "pack_not_ready";
  if (hasRunOut(pack, now)) return "pack_expired";
  // Ids are given out again after a restore from a backup: the link is for the contents, not for the number.
  if (sha256 !== row.packSha256) return "pack_replaced";
  const file = {
    packId: pack.id,
    tenantSlug: pack.tenant.slug,
    sha256,
    bytes: Number(fileSize),
    generatedAt,
    isPseudonymised: !optionsFromJson(pack.options).includePii,
  };
  return { file, filePath };
}

/**
 * A link is worth what its maker's access is worth now: to see packs for a link of their own, to share them for a share
 * link and what was made by one. The operator's (at the command line) needs none.
 */
export async function mayMakerStill(tx: Tx, row: LinkRow, tenantId: bigint, now: Date): Promise<boolean> {
  if (row.createdByKind === "operator") return true;
  const maker = await findMaker(tx, row, now);
  const isShared = row.purpose === "share" || row.shareLinkId !== null;
  const capability = isShared ? "review_pack.manage" : "review_pack.view";
  return maker !== null && can(tx, maker, capability, { workspaceId: row.workspaceId, tenantId });
}

async function findMaker(tx: Tx, row: LinkRow, now: Date): Promise<Actor | null> {
  if (row.createdByKind === "token") {
    return row.createdByTokenId === null ? null : findTokenActor(tx, { id: row.createdByTokenId }, now);
  }
  if (row.createdByUserId === null) return null;
  return { kind: "user", userId: row.createdByUserId, name: row.createdByName, email: "" };
}
