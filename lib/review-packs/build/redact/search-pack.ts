import { inflateSync } from "node:zlib";
import { canonicalJson } from "@/lib/archive/canonical-json";
import { type ByteSource, listZip, readEntry, type ZipEntry } from "@/lib/archive/read-zip";
import { AppError } from "@/lib/errors";
import type { Collected } from "@/lib/review-packs/build/collected";
import { readPersonal } from "@/lib/review-packs/build/redact/personal-file";
import { searchesFor, type ValueSearch } from "@/lib/review-packs/build/redact/search";
import { summaryOf } from "@/lib/review-packs/build/sections/summary";
import type { PackClaim } from "@/lib/review-packs/claim";
import { exportsStorage } from "@/lib/storage/exports";

/**
 * Searches the finished pack for the tenant's known personal values in every usual encoding, before it may become ready: its
 * entries, their names, the archive's own records and comments, and the summary that its page shows (pack.md). The pack is
 * read once for as many values as one search takes, so memory stays the same, however many there are. Does nothing for a
 * pack with people's data.
 * @throws {AppError} invalid_input naming the entry, and never the value. @throws {StorageError} missing, failed.
 */
export async function searchPack(claim: PackClaim, collected: Collected): Promise<void> {
  if (collected.personalValues === null) return;
  const summary = Buffer.from(canonicalJson({ ...summaryOf(collected), changes: collected.changes.sources }));
  const file = await exportsStorage().open(claim.filePath);
  const values = readPersonal(collected.folder, collected.personalValues);
  try {
    for await (const search of searchesFor(values)) {
      const place = (await placeIn(file, search)) ?? ((await search.isIn([summary])) ? "the summary" : null);
      if (place !== null) throw leaks(place);
    }
  } finally {
    await file.close();
  }
}

/** Where in the archive one of the values stands; null when none does. */
async function placeIn(file: ByteSource, search: ValueSearch): Promise<string | null> {
  const { entries, directory } = await listZip(file);
  for (const entry of entries) if (await search.isIn(contentOf(file, entry))) return entry.name;
  // The list of names, and whatever stands behind it: comments and extra fields.
  const names = file.chunks({ start: directory.start, end: file.bytes - 1 });
  return (await search.isIn(names)) ? "the archive's list of names" : null;
}

function leaks(where: string): AppError {
  return new AppError(
    "invalid_input",
    `A personal value of this tenant was still found in ${where}, so the pack was not made. Nothing of it was kept.`,
    { next: "Make the pack with people's data, or tell the operators of TenantPilot: the rules have to be mended." },
  );
}

/** The entry's bytes; of a PDF its compressed streams unpacked too. */
async function* contentOf(file: ByteSource, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  if (!entry.name.endsWith(".pdf")) return yield* readEntry(file, entry);
  const pieces: Uint8Array[] = [];
  for await (const piece of readEntry(file, entry)) pieces.push(piece);
  const pdf = Buffer.concat(pieces);
  yield pdf;
  for (const stream of streamsOf(pdf)) yield stream;
}

function* streamsOf(pdf: Buffer): Generator<Uint8Array> {
  for (let at = pdf.indexOf("stream\n"); at >= 0; at = pdf.indexOf("stream\n", at + 7)) {
    const end = pdf.indexOf("endstream", at);
    if (end < 0) return;
    try {
      yield inflateSync(pdf.subarray(at + 7, end));
    } catch {
      // A picture or a font in another form: its bytes were searched as they are.
    }
    at = end;
  }
}
