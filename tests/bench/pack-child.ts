import { randomUUID } from "node:crypto";
import { closeDatabase, inSystem } from "@/lib/db";
import { assemblePack } from "@/lib/review-packs/build/assemble";
import { collectPack } from "@/lib/review-packs/build/collect";
import { renderPack } from "@/lib/review-packs/build/render";
import { clearStaging } from "@/lib/review-packs/build/staging";
import { verifyPack } from "@/lib/review-packs/build/verify";
import type { PackClaim } from "@/lib/review-packs/claim";
import { exportsStorage } from "@/lib/storage/exports";

// One pack of one tenant in a process of its own, as a step of the server would make it: usage: pack-child.ts TENANT_ID [without-people].
// Times leave out the loading of modules, which a server does once; memory is counted from what it has before the start.

const tenantId = BigInt(process.argv[2] ?? "0");
const token = randomUUID();
const tenant = await inSystem((tx) => tx.tenant.findUniqueOrThrow({ where: { id: tenantId } }));
const claim: PackClaim = {
  packId: 1n,
  claimToken: token,
  tenant,
  options: { includePii: process.argv[3] !== "without-people", includeOperations: true },
  requestedFingerprint: "0".repeat(64),
  workspaceName: "Bench",
  filePath: `packs/${token}.zip`,
  staging: `staging/${token}`,
};

globalThis.gc?.();
const idle = process.memoryUsage.rss();
let peak = idle;
let lastTick = performance.now();
let longestBlockMs = 0;
const sampler = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
  longestBlockMs = Math.max(longestBlockMs, performance.now() - lastTick - samplingMs);
  lastTick = performance.now();
}, 5);
const samplingMs = 5;

const seconds: Record<string, number> = {};
const cpuSeconds: Record<string, number> = {};
async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const from = performance.now();
  const cpu = process.cpuUsage();
  const result = await work();
  seconds[name] = (performance.now() - from) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  cpuSeconds[name] = (user + system) / 1e6;
  return result;
}

const collected = await timed("collect", () =>
  collectPack(claim, { now: () => new Date(), onProgress: async () => {} }),
);
await timed("render", () => renderPack(claim, collected));
const assembled = await timed("assemble", () => assemblePack(claim, collected));
await timed("verify", () => verifyPack(claim, assembled, collected));
clearInterval(sampler);
await clearStaging(claim);
await exportsStorage().remove(claim.filePath);
await closeDatabase();
console.log(
  JSON.stringify({
    rows: collected.findings.rows,
    seconds,
    cpuSeconds,
    zipBytes: assembled.bytes,
    peakAboveIdleMb: (peak - idle) / 1024 ** 2,
    longestBlockMs,
  }),
);
