import { writeFile } from "node:fs/promises";
import JSZip from "jszip";
import { closeDatabase } from "@/lib/db";
import { findingEntries } from "./finding-pages";

// A rival of the bench: everything in memory, then JSZip. usage: jszip-child.ts TENANT_ID FILE

const [tenantId = "", file = ""] = process.argv.slice(2);
const from = performance.now();
const zip = new JSZip();
for (const { name, texts } of findingEntries(BigInt(tenantId))) {
  const pieces: string[] = [];
  for await (const text of texts()) pieces.push(text);
  zip.file(name, Buffer.from(pieces.join("")));
}
const bytes = await zip.generateAsync({ type: "nodebuffer", compression: "DEFLATE" });
await writeFile(file, bytes);
const seconds = (performance.now() - from) / 1000;
await closeDatabase();
console.log(JSON.stringify({ seconds, zipBytes: bytes.length, peakMb: process.resourceUsage().maxRSS / 1024 }));
