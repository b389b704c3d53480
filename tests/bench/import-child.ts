import { closeDatabase } from "@/lib/db";
import { importFile } from "@/lib/imports/import-file";

// Imports one file in a process of its own: usage: import-child.ts TENANT_SLUG FILE. Times leave out the loading of modules.

const [slug = "", file = ""] = process.argv.slice(2);
globalThis.gc?.();
const idle = process.memoryUsage.rss();
let peak = idle;
const sampler = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
}, 5);
const from = performance.now();
const result = await importFile(
  { kind: "operator", name: "bench" },
  { tenant: slug, fileName: "bench.json", source: file },
  new Date(),
);
const seconds = (performance.now() - from) / 1000;
clearInterval(sampler);
await closeDatabase();
const { rows, created, changed, resolved, reopened, unchanged, isKnown } = result;
console.log(
  JSON.stringify({
    seconds,
    peakAboveIdleMb: (peak - idle) / 1024 ** 2,
    rows,
    created,
    written: created + changed + resolved + reopened,
    unchanged,
    isKnown,
  }),
);
