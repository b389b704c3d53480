import { createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ZipArchive } from "archiver";
import { closeDatabase } from "@/lib/db";
import { findingEntries } from "./finding-pages";

// A rival of the bench: archiver at its defaults over pages of the ORM. usage: archiver-child.ts TENANT_ID FILE

const [tenantId = "", file = ""] = process.argv.slice(2);
const from = performance.now();
const archive = new ZipArchive();
const written = pipeline(archive, createWriteStream(file));
for (const { name, texts } of findingEntries(BigInt(tenantId))) {
  const appended = new Promise((resolve) => archive.once("entry", resolve));
  archive.append(Readable.from(texts(), { objectMode: false }), { name });
  await appended;
}
await archive.finalize();
await written;
const seconds = (performance.now() - from) / 1000;
await closeDatabase();
console.log(
  JSON.stringify({ seconds, zipBytes: (await stat(file)).size, peakMb: process.resourceUsage().maxRSS / 1024 }),
);
