import { z } from "zod";
import type { AuditEntry } from "@/lib/audit/record";
import type { RequestOrigin } from "@/lib/audit/request-origin";
import { inSystem } from "@/lib/db";
import { fileName } from "@/lib/download-links/http";
import { enterLater } from "@/lib/download-links/ledger";
import { findLinkedPack, type HandedOut, type LinkedPack } from "@/lib/download-links/linked-pack";
import { isWorthRecording } from "@/lib/download-links/worth-recording";
import { changesSummaryFrom } from "@/lib/review-packs/changes-summary";
import {
  checkShareLink,
  endOfShare,
  findShareLink,
  isUsedUp,
  type ShareRefusal,
  type ShareRow,
} from "@/lib/share-links/standing";

/** What the page of a share link says. Times are ISO 8601 UTC. */
export interface SharedPack {
  packId: string;
  /** Null for a pack without people's data: a tenant's name may be a person's. */
  tenantName: string | null;
  workspaceName: string;
  /** Whom the link is for. */
  label: string;
  /** When the pack before this one was made: what changed is since then. Null: the last 30 days. */
  previousAsOf: string | null;
  asOf: string;
  generatedAt: string;
  /** From then on neither link nor pack gives the file. */
  availableUntil: string;
  fileName: string;
  bytes: number;
  sha256: string;
  /** The key of its signature; null for packs of before there were signatures. */
  signedBy: { keyId: string; fingerprint: string } | null;
  hasPassphrase: boolean;
  /** Null: no limit. */
  usesLeft: number | null;
}

/** What a token turned out to open. */
export type ShareOpening =
  | { outcome: "open"; pack: SharedPack }
  | { outcome: "refused"; reason: ShareRefusal }
  | { outcome: "unknown" };

/**
 * What a share link opens, for anybody who has it. It changes nothing and counts as no use, because scanners of mail open
 * links before people do. A refusal is audited once a minute at most.
 */
export async function openShareLink(token: string, from: RequestOrigin, now: Date): Promise<ShareOpening> {
  return inSystem(async (tx) => {
    const row = await findShareLink(tx, token);
    if (!row) return { outcome: "unknown" };
    const pack = await findLinkedPack(tx, row);
    const checked = await checkShareLink(tx, row, pack, now);
    const reason = typeof checked === "string" ? checked : isUsedUp(row) ? "link_used_up" : null;
    if (pack === null || typeof checked === "string" || reason !== null) {
      const why = reason ?? "pack_deleted";
      if (isWorthRecording(`${row.id} ${why}`, now)) {
        enterLater({ audit: shareRefusal(row, pack?.tenantId ?? null, from, why) });
      }
      return { outcome: "refused", reason: why };
    }
    return { outcome: "open", pack: sharedPack(row, pack, checked) };
  });
}

/** A refusal as the audit keeps it. */
export function shareRefusal(row: ShareRow, tenantId: bigint | null, from: RequestOrigin, reason: string): AuditEntry {
  return {
    workspaceId: row.workspaceId,
    tenantId,
    action: "review_pack.share_link_refused",
    subject: { type: "review_pack", id: row.packId },
    actor: { kind: "link", id: row.id, name: row.label },
    outcome: "refused",
    ...from,
    details: { linkId: row.id, reason },
  };
}

const signature = z.object({
  signed_by: z.object({ key_id: z.string(), public_key_sha256: z.string() }).nullish().catch(null),
});

/** What is said of a pack whose link opens. */
export function sharedPack(row: ShareRow, pack: LinkedPack, { file }: HandedOut): SharedPack {
  const { signed_by } = signature.parse(pack.summary);
  return {
    packId: String(pack.id),
    tenantName: file.isPseudonymised ? null : pack.tenant.name,
    workspaceName: pack.tenant.workspace.name,
    label: row.label,
    previousAsOf: changesSummaryFrom(pack.summary as Record<string, unknown>)?.previous?.as_of ?? null,
    asOf: (pack.asOf ?? file.generatedAt).toISOString(),
    generatedAt: file.generatedAt.toISOString(),
    availableUntil: endOfShare(row, pack).toISOString(),
    fileName: fileName(file),
    bytes: file.bytes,
    sha256: file.sha256,
    signedBy: signed_by ? { keyId: signed_by.key_id, fingerprint: signed_by.public_key_sha256 } : null,
    hasPassphrase: row.passphraseHash !== null,
    usesLeft: row.usesMax === null ? null : Math.max(0, row.usesMax - row.uses),
  };
}
