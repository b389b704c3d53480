import { randomBytes } from "node:crypto";
import type { AuditEntry } from "@/lib/audit/record";
import { type RequestOrigin, requestOrigin } from "@/lib/audit/request-origin";
import { type DownloadEnd, downloadBody } from "@/lib/download-links/body";
import { answerFor, type DownloadAnswer, type PackFile } from "@/lib/download-links/http";
import { enter, enterLater } from "@/lib/download-links/ledger";
import { openWhole } from "@/lib/download-links/open-whole";
import { type RedeemedLink, type RefusalReason, redeemLink } from "@/lib/download-links/redeem";
import { refusalFor, refusalResponse, tryLater, unknownLink } from "@/lib/download-links/refusal-page";
import { isWorthRecording } from "@/lib/download-links/worth-recording";
import { log } from "@/lib/log";
import type { StoredFile } from "@/lib/storage/storage";

/** A link that has been accepted, with its file open. */
interface OpenDownload {
  link: RedeemedLink;
  pack: PackFile;
  file: StoredFile;
}

/**
 * Answers a request for a link (downloads.md): the file, a part of it, or a page that says what to do. Never throws and
 * never answers 500. Each download is in the audit before its first byte leaves, and once more when it ends; HEAD, 304,
 * 412 and 416 hand out nothing and are not.
 */
export async function respondToDownload(method: "GET" | "HEAD", request: Request, now: Date): Promise<Response> {
  const from = requestOrigin(request.headers);
  try {
    const opened = await openDownload(method, request.url, from, now);
    if (opened instanceof Response) return opened;
    const answer = answerFor(method, request.headers, opened.pack);
    if (method === "GET" && (answer.status === 200 || answer.status === 206)) {
      return await startDownload(opened, answer, { from, now, signal: request.signal });
    }
    await opened.file.close();
    return new Response(null, answer);
  } catch (error) {
    log("downloads").error({ err: error }, "a download could not be answered");
    return refusalResponse(method, tryLater);
  }
}

async function openDownload(
  method: "GET" | "HEAD",
  url: string,
  from: RequestOrigin,
  now: Date,
): Promise<OpenDownload | Response> {
  const redemption = await redeemLink(url, now);
  if (redemption.outcome === "unknown") return refusalResponse(method, unknownLink);
  const { link } = redemption;
  if (redemption.outcome === "altered") {
    if (isWorthRecording(link.id, now)) enterLater({ audit: refused(link, from, "signature_wrong") });
    return refusalResponse(method, unknownLink);
  }
  if (redemption.outcome === "refused") {
    enterLater({ audit: refused(link, from, redemption.reason) });
    return refusalResponse(method, refusalFor(redemption.reason, redemption.tenantSlug));
  }
  const { pack, filePath } = redemption;
  const file = await openWhole(filePath, pack.bytes);
  if (typeof file !== "string") return { link, pack, file };
  log("downloads").error({ packId: String(pack.packId), reason: file }, "a ready pack has no usable file");
  enterLater({ audit: refused(link, from, file) });
  return refusalResponse(method, refusalFor(file, link.shareLinkId === null ? pack.tenantSlug : null));
}

async function startDownload(
  { link, pack, file }: OpenDownload,
  { status, headers, range }: DownloadAnswer,
  { from, now, signal }: { from: RequestOrigin; now: Date; signal: AbortSignal },
): Promise<Response> {
  const part = range ?? { start: 0, end: pack.bytes - 1 };
  const facts = {
    linkId: link.id,
    ...sharedBy(link),
    downloadId: randomBytes(8).toString("hex"),
    range: range ? `${part.start}-${part.end}` : null,
    bytesExpected: part.end - part.start + 1,
  };
  const base = { ...about(link), ...from };
  const started = { ...base, action: "review_pack.download_started", details: facts };
  try {
    await enter({ audit: started, use: { linkId: link.id, at: now } });
  } catch (error) {
    // Nothing leaves the house that is not in the audit.
    await file.close();
    throw error;
  }
  const onEnd = ({ outcome, bytes }: DownloadEnd) =>
    enterLater({
      audit: {
        ...base,
        action: outcome === "completed" ? "review_pack.download_completed" : "review_pack.download_cut_off",
        outcome: outcome === "completed" ? "ok" : outcome,
        details: { ...facts, bytes },
      },
    });
  return new Response(downloadBody(file, part, signal, onEnd), { status, headers });
}

function refused(link: RedeemedLink, from: RequestOrigin, reason: RefusalReason | "signature_wrong"): AuditEntry {
  const outcome =
    reason === "file_missing" || reason === "file_altered" || reason === "storage_failed" ? "failed" : "refused";
  return {
    ...about(link),
    ...from,
    action: "review_pack.download_refused",
    outcome,
    details: { linkId: link.id, ...sharedBy(link), reason },
  };
}

function about(link: RedeemedLink): Pick<AuditEntry, "workspaceId" | "tenantId" | "subject" | "actor"> {
  return {
    workspaceId: link.workspaceId,
    tenantId: link.tenantId,
    subject: { type: "review_pack", id: link.packId },
    actor: { kind: "link", id: link.id, name: link.name },
  };
}

const sharedBy = ({ shareLinkId }: RedeemedLink) => (shareLinkId === null ? {} : { shareLinkId });
