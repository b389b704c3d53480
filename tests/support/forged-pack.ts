import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import canonicalize from "canonicalize";
import { listZip, readEntryBytes } from "@/lib/archive/read-zip";
import { writeEntries } from "@/lib/archive/write-zip";
import type { Manifest } from "@/lib/review-packs/build/manifest-format";
import type { SigningKey } from "@/lib/signing/keys";
import { openStoredFile } from "@/lib/storage/disk-file";
import { zipPart } from "@/tests/support/zip-part";

/** The entries of a pack, for somebody who forges it. */
export type Entries = Map<string, Buffer>;

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Reads all entries of an archive. */
export async function readEntries(zip: string): Promise<Entries> {
  const file = await openStoredFile(zip, zip);
  try {
    const { entries } = await listZip(file);
    const read: Entries = new Map();
    for (const entry of entries) read.set(entry.name, await readEntryBytes(file, entry, 1 << 28));
    return read;
  } finally {
    await file.close();
  }
}

/** Writes entries with our own writer, dated as the original: around the entries nothing gives it away. */
export async function writePack(out: string, entries: Entries): Promise<void> {
  const { pack } = readManifest(entries);
  const parts = [...entries].map(([name, bytes]) => zipPart(name, bytes));
  const pieces: Uint8Array[] = [];
  for await (const piece of writeEntries(parts, new Date(pack.as_of))) pieces.push(piece);
  await writeFile(out, Buffer.concat(pieces));
}

export function readManifest(entries: Entries): Manifest {
  return JSON.parse(String(entries.get("manifest.json")));
}

/** Makes manifest and sums agree with the entries again, as somebody would who forges with care; signs anew with `key`. */
export function reseal(entries: Entries, change: (manifest: Manifest) => void = () => {}, key?: SigningKey): void {
  const manifest = readManifest(entries);
  for (const entry of manifest.entries) {
    const bytes = entries.get(entry.path);
    if (bytes) Object.assign(entry, { bytes: bytes.length, sha256: sha256(bytes) });
  }
  change(manifest);
  const text = Buffer.from(canonicalize(manifest) ?? "");
  entries.set("manifest.json", text);
  if (key) entries.set("manifest.sig", Buffer.from(key.sign(text)));
  const lines = [...entries].filter(([name]) => name !== "SHA256SUMS");
  entries.set("SHA256SUMS", Buffer.from(lines.map(([name, bytes]) => `${sha256(bytes)}  ${name}\n`).join("")));
}
