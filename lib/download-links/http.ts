import type { ByteRange } from "@/lib/storage/storage";

/** The facts of a stored pack that its HTTP answers are made of. */
export interface PackFile {
  packId: bigint;
  tenantSlug: string;
  /** 64 lower-case hexadecimal digits. */
  sha256: string;
  bytes: number;
  generatedAt: Date;
  isPseudonymised: boolean;
}

/** What a request for a pack's file is answered with. `range` is set for 206 only. */
export interface DownloadAnswer {
  status: 200 | 206 | 304 | 412 | 416;
  headers: Record<string, string>;
  range: ByteRange | null;
}

/**
 * Next strips Content-Length from what a route handler answers; bin/server.ts restores it from this header and removes
 * the header.
 */
export const contentLengthHeader = "x-tenantpilot-content-length";

/**
 * Decides how a request for a pack is answered: preconditions first, then the range (RFC 9110, sections 13.2.2 and 14.2).
 * Range is read for GET only. There is no modification date, so the preconditions that need one are not evaluated.
 */
export function answerFor(method: "GET" | "HEAD", request: Pick<Headers, "get">, file: PackFile): DownloadAnswer {
  const etag = `"${file.sha256}"`;
  const ifMatch = request.get("if-match");
  if (ifMatch !== null && !listsTag(ifMatch, etag, "strong")) return bare(412, etag);
  const ifNoneMatch = request.get("if-none-match");
  if (ifNoneMatch !== null && listsTag(ifNoneMatch, etag, "weak")) return bare(304, etag);
  const range = method === "GET" ? requestedRange(request, etag, file.bytes) : null;
  if (range === "unsatisfiable") {
    const answer = bare(416, etag);
    return { ...answer, headers: { ...answer.headers, "Content-Range": `bytes */${file.bytes}` } };
  }
  const whole = { ...commonHeaders(etag), ...fileHeaders(file) };
  if (range === null) return { status: 200, headers: { ...whole, ...lengthHeaders(file.bytes) }, range: null };
  const contentRange = `bytes ${range.start}-${range.end}/${file.bytes}`;
  const headers = { ...whole, ...lengthHeaders(range.end - range.start + 1), "Content-Range": contentRange };
  return { status: 206, headers, range };
}

/**
 * The single range that a Range header asks for (RFC 9110, section 14.1.2).
 * @returns null when the header is to be ignored: malformed, another unit, or several ranges (downloads.md: → 200).
 */
export function parseRange(header: string, bytes: number): ByteRange | "unsatisfiable" | null {
  const match = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i.exec(header);
  if (!match) return null;
  const [, first = "", last = ""] = match;
  if (first === "" && last === "") return null;
  if (first === "") {
    const length = Math.min(Number(last), bytes);
    return length === 0 ? "unsatisfiable" : { start: bytes - length, end: bytes - 1 };
  }
  const start = Number(first);
  if (last !== "" && Number(last) < start) return null;
  if (start >= bytes) return "unsatisfiable";
  return { start, end: last === "" ? bytes - 1 : Math.min(Number(last), bytes - 1) };
}

/** Content-Length, and the same once more for bin/server.ts. */
export function lengthHeaders(bytes: number): Record<string, string> {
  return { "Content-Length": String(bytes), [contentLengthHeader]: String(bytes) };
}

/** Headers of everything below /d/: nothing is kept, nothing is guessed, no address with a signature leaks as a referrer. */
export const guardHeaders = {
  "Cache-Control": "private, no-store",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
} as const;

/** If somebody gets a browser to show the file, nothing runs, and in nobody's frame. */
export const filePolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

function commonHeaders(etag: string): Record<string, string> {
  return { ...guardHeaders, "Content-Security-Policy": filePolicy, "Accept-Ranges": "bytes", ETag: etag };
}

function bare(status: 304 | 412 | 416, etag: string): DownloadAnswer {
  // A 304 may only carry the length that the 200 would have had (RFC 9110, section 8.6): it carries none.
  const length = status === 304 ? {} : lengthHeaders(0);
  return { status, headers: { ...commonHeaders(etag), ...length }, range: null };
}

function fileHeaders(file: PackFile): Record<string, string> {
  return {
    "Content-Type": "application/zip",
    "Content-Disposition": attachment(fileName(file)),
    // Of the whole file, also in a 206 (RFC 9530, section 3).
    "Repr-Digest": `sha-256=:${Buffer.from(file.sha256, "hex").toString("base64")}:`,
  };
}

/** To be saved under this name and not shown (RFC 6266): in ASCII for all, and as it is for who reads UTF-8. */
export function attachment(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9._-]/g, "_");
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/**
 * The name under which a pack is saved: review-pack_<tenant>_<UTC day it was made>_<id>.zip, in ASCII without spaces. That of a
 * pack without people's data says so instead of naming the tenant, whose name may be a person's.
 */
export function fileName(file: Pick<PackFile, "tenantSlug" | "generatedAt" | "packId" | "isPseudonymised">): string {
  const day = file.generatedAt.toISOString().slice(0, 10);
  const name = file.isPseudonymised ? "pseudonymised" : file.tenantSlug.replace(/[^A-Za-z0-9-]/g, "-");
  return `review-pack_${name}_${day}_${file.packId}.zip`;
}

function requestedRange(
  request: Pick<Headers, "get">,
  etag: string,
  bytes: number,
): ByteRange | "unsatisfiable" | null {
  const header = request.get("range");
  if (header === null) return null;
  const ifRange = request.get("if-range");
  // Strong comparison; a date never matches, because we give none (RFC 9110, section 13.1.5).
  if (ifRange !== null && ifRange.trim() !== etag) return null;
  return parseRange(header, bytes);
}

/** Whether a list of entity tags holds ours: `*` always does; a weak tag (W/"…") only in a weak comparison. */
function listsTag(list: string, etag: string, comparison: "strong" | "weak"): boolean {
  if (list.trim() === "*") return true;
  const tags = list.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return tags.some((tag) => tag === etag || (comparison === "weak" && tag === `W/${etag}`));
}
