import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { access, type FileHandle, open, rename, unlink } from "node:fs/promises";
import path from "node:path";
import type { MintedDownload } from "@/lib/download-links/links";
import { AppError } from "@/lib/errors";

/** A pack that was saved under its final name after its size and SHA-256 had been checked. */
export interface FetchedPack {
  file: string;
  bytes: number;
  sha256: string;
}

/**
 * Fetches a pack over HTTP, as anybody with the link would, into `file`. It is written beside it under another name
 * first, and gets its own only when size and SHA-256 are those of the pack.
 * @throws {AppError} conflict (the file exists), unavailable (no server, broken off, altered), gone, not_found.
 */
export async function fetchPack(
  link: MintedDownload,
  file: string,
  options: { force?: boolean } = {},
): Promise<FetchedPack> {
  const target = path.resolve(file);
  if (!options.force && (await exists(target))) {
    throw new AppError("conflict", `${file} exists already.`, {
      next: "Name another file, or add --force to replace it.",
    });
  }
  const body = await request(link.url);
  const partial = `${target}.${process.pid}.partial`;
  const handle = await open(partial, "wx", 0o600).catch((cause: unknown) => {
    throw new AppError("invalid_input", `${file} cannot be written: ${wordsOf(cause)}.`, {
      next: "Name a file in a folder that exists.",
      cause,
    });
  });
  try {
    const saved = await save(body, handle).finally(() => handle.close());
    if (saved.bytes !== link.bytes || saved.sha256 !== link.sha256) {
      throw new AppError("unavailable", "What arrived is not the review pack: its size or its SHA-256 is another.", {
        next: "Try again. If it stays so, ask the people who run TenantPilot to look at the stored file.",
      });
    }
    await rename(partial, target);
    return { file: target, ...saved };
  } catch (error) {
    await unlink(partial).catch(() => {});
    throw error;
  }
}

async function request(url: string): Promise<ReadableStream<Uint8Array>> {
  const { origin } = new URL(url);
  const response = await fetch(url, { redirect: "error" }).catch((cause: unknown) => {
    throw new AppError("unavailable", `TenantPilot does not answer at ${origin}.`, {
      next: "Start it with: npm start",
      cause,
    });
  });
  if (response.status === 200 && response.body) return response.body;
  await response.body?.cancel();
  const code = response.status === 404 ? "not_found" : response.status === 410 ? "gone" : "unavailable";
  const next =
    code === "unavailable"
      ? "Run: tenantpilot doctor"
      : `Check that APP_URL and the link keys are those of the server at ${origin}.`;
  throw new AppError(code, `The server answered ${response.status} instead of the file.`, { next });
}

async function save(body: ReadableStream<Uint8Array>, handle: FileHandle): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  const chunks = body[Symbol.asyncIterator]();
  for (;;) {
    const next = await chunks.next().catch((cause: unknown) => {
      throw new AppError("unavailable", `The download broke off after ${bytes} bytes.`, { next: "Try again.", cause });
    });
    if (next.done) break;
    hash.update(next.value);
    bytes += next.value.byteLength;
    await handle.writeFile(next.value);
  }
  await handle.sync();
  return { bytes, sha256: hash.digest("hex") };
}

async function exists(file: string): Promise<boolean> {
  return access(file, constants.F_OK).then(
    () => true,
    () => false,
  );
}

function wordsOf(cause: unknown): string {
  return cause instanceof Error && "code" in cause ? String(cause.code) : "unknown cause";
}
