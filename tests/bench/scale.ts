import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import type { Actor } from "@/lib/auth/actor";
import { closeDatabase } from "@/lib/db";
import { migrate } from "@/lib/embedded/migrate";
import { type Cluster, clusterUrl, startCluster, stopCluster } from "@/lib/embedded/postgres";
import { setEnvironment } from "@/lib/env";
import { countPacks, listPacks } from "@/lib/review-packs/queries";
import { requestPack } from "@/lib/review-packs/request-pack";
import { findSinceLastPack } from "@/lib/review-packs/since-last-pack";
import { getTenantAccess } from "@/lib/tenants/access";
import { freePort } from "../setup/cluster";
import { seedPacks, seedTenant } from "./dataset";
import { benchEnvironment } from "./environment";

// `npm run bench:scale [-- FINDINGS [PACKS]]`: what must not grow with the data (bars.md): the answer of Generate, the list of
// packs, and what an import pays to keep the fingerprint's sum. Small and large alternate; each has a naive contestant.

const [findings, packs] = [Number(process.argv[2] ?? 1_000_000), Number(process.argv[3] ?? 100_000)];
const [fewFindings, fewPacks] = [1_000, 1_000];
const clicks = 200;
const scans = 7;
const batchRows = 100_000;

const operator: Actor = { kind: "operator", name: "bench" };
const options = { includePii: true, includeOperations: true };
const copySql = `INSERT INTO findings (workspace_id, tenant_id, fingerprint, source, scope, check_id, title, severity, status,
    resource_type, resource_id, resource_name, first_seen_at, last_seen_at, evidence, remediation, compliance)
  SELECT workspace_id, tenant_id, 'copy' || fingerprint, source, 'bench-copy', check_id, title, severity, status,
    resource_type, resource_id, resource_name, first_seen_at, last_seen_at, evidence, remediation, compliance
  FROM findings WHERE tenant_id = $1 LIMIT $2`;

const folder = await mkdtemp(path.join(os.tmpdir(), "tenantpilot-bench-"));
const cluster: Cluster = { dir: path.join(folder, "postgres"), port: await freePort(), password: "bench" };
const url = clusterUrl(cluster, "postgres");
const client = new pg.Client({ connectionString: url });
const loadBefore = os.loadavg()[0] ?? 0;
try {
  await startCluster(cluster);
  await migrate(url, "prisma/migrations");
  await client.connect();
  setEnvironment(benchEnvironment(url, folder));
  console.error(`making ${findings} findings and ${packs} packs …`);
  const tenants = {
    few: await seedTenant(client, "few", fewFindings, false),
    many: await seedTenant(client, "many", findings),
  };
  await seedPacks(client, await seedTenant(client, "few-packs", 10, false), fewPacks);
  await seedPacks(client, await seedTenant(client, "many-packs", 10, false), packs);
  await client.query("VACUUM ANALYZE");
  await report({
    click: await compareClicks(),
    scan: await compareScans(tenants),
    list: await compareLists(),
    keep: await compareKeeping(tenants.many),
  });
} finally {
  await closeDatabase();
  await client.end().catch(() => {});
  await stopCluster(cluster, "immediate");
  await rm(folder, { recursive: true, force: true });
}

/** Milliseconds of what was done, each of them. */
async function time(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

/** Every second click finds other content and queues a pack; the others get the pack that is there. */
async function compareClicks() {
  const times = { few: [] as number[], many: [] as number[] };
  for (let click = -20; click < clicks; click++) {
    for (const slug of ["few", "many"] as const) {
      if (click % 2 === 0)
        await client.query("UPDATE tenants SET rbac_status_reason = $1 WHERE slug = $2", [String(click), slug]);
      const request = { tenant: slug, options, idempotencyKey: randomUUID() };
      const took = await time(() => requestPack(operator, request, new Date()));
      if (click >= 0) times[slug].push(took);
    }
  }
  return times;
}

/** What a fingerprint costs that reads every finding at every click. */
async function compareScans(tenants: { few: string; many: string }) {
  const sql =
    "SELECT sha256(convert_to(string_agg(encode(content_hash, 'hex'), '' ORDER BY fingerprint), 'UTF8')) FROM findings WHERE tenant_id = $1";
  const times = { few: [] as number[], many: [] as number[] };
  for (let scan = 0; scan < scans; scan++)
    for (const size of ["few", "many"] as const) times[size].push(await time(() => client.query(sql, [tenants[size]])));
  return times;
}

/** Everything that the list's page asks the database for; the naive one counts all and skips by OFFSET. */
async function compareLists() {
  const times = { few: [] as number[], many: [] as number[], naiveFew: [] as number[], naiveMany: [] as number[] };
  const sizes = { few: ["few-packs", fewPacks], many: ["many-packs", packs] } as const;
  const newest = new Map<string, bigint>();
  for (const [slug] of Object.values(sizes))
    newest.set(slug, BigInt((await listPacks(operator, slug, { limit: 1 })).packs[0]?.id ?? 0));
  for (let view = -10; view < clicks; view++) {
    for (const size of ["few", "many"] as const) {
      const [slug, count] = sizes[size];
      const skipped = Math.floor(((view + 10) / (clicks + 10)) * (count - 60));
      const cursor = view % 3 === 0 ? undefined : String((newest.get(slug) ?? 0n) - BigInt(skipped));
      const status = view % 3 === 2 ? ("ready" as const) : undefined;
      const took = await time(() => readList(slug, { cursor, status }));
      const naive = await time(() => readNaively(slug, skipped));
      if (view < 0) continue;
      times[size].push(took);
      times[size === "few" ? "naiveFew" : "naiveMany"].push(naive);
    }
  }
  return times;
}

async function readList(slug: string, filter: NonNullable<Parameters<typeof listPacks>[2]>): Promise<void> {
  await getTenantAccess(operator, slug, "review_pack.view");
  await Promise.all([
    countPacks(operator, slug),
    listPacks(operator, slug, filter),
    findSinceLastPack(operator, slug, new Date()),
  ]);
}

async function readNaively(slug: string, skipped: number): Promise<void> {
  const where = "FROM review_packs p JOIN tenants t ON t.id = p.tenant_id WHERE t.slug = $1";
  await client.query(`SELECT status, count(*) ${where} GROUP BY status`, [slug]);
  await client.query(`SELECT p.* ${where} ORDER BY p.id DESC LIMIT 51 OFFSET $2`, [slug, skipped]);
}

/** The same rows into the large tenant with the sum kept and without, and taken out again each time. */
async function compareKeeping(tenant: string) {
  const times = { kept: [] as number[], notKept: [] as number[] };
  const triggers = "findings_accumulate_insert";
  for (let round = 0; round < 3; round++) {
    for (const way of ["kept", "notKept"] as const) {
      await client.query(`ALTER TABLE findings ${way === "kept" ? "ENABLE" : "DISABLE"} TRIGGER ${triggers}`);
      times[way].push(await time(() => client.query(copySql, [tenant, batchRows])));
      await client.query("DELETE FROM findings WHERE tenant_id = $1 AND scope = 'bench-copy'", [tenant]);
      await client.query("VACUUM findings");
    }
  }
  return times;
}

interface Results {
  click: Awaited<ReturnType<typeof compareClicks>>;
  scan: Awaited<ReturnType<typeof compareScans>>;
  list: Awaited<ReturnType<typeof compareLists>>;
  keep: Awaited<ReturnType<typeof compareKeeping>>;
}

async function report({ click, scan, list, keep }: Results): Promise<void> {
  const load = [loadBefore, os.loadavg()[0] ?? 0].map((value) => value.toFixed(1)).join(" to ");
  console.log(`\nNode ${process.version}, ${os.cpus().length} processors, load ${load}; milliseconds\n`);
  console.log(
    `| what | ${fewFindings} findings or ${fewPacks} packs | ${findings} findings or ${packs} packs | ratio |`,
  );
  console.log("| --- | ---: | ---: | ---: |");
  const rows: [string, number, number][] = [
    ["Generate: p95", quantile(click.few, 0.95), quantile(click.many, 0.95)],
    ["Generate: median", quantile(click.few, 0.5), quantile(click.many, 0.5)],
    ["a scan of the findings instead: median", quantile(scan.few, 0.5), quantile(scan.many, 0.5)],
    ["list of packs: p95", quantile(list.few, 0.95), quantile(list.many, 0.95)],
    ["list of packs: median", quantile(list.few, 0.5), quantile(list.many, 0.5)],
    ["count and OFFSET instead: p95", quantile(list.naiveFew, 0.95), quantile(list.naiveMany, 0.95)],
  ];
  for (const [name, few, many] of rows)
    console.log(`| ${name} | ${few.toFixed(1)} | ${many.toFixed(1)} | ${(many / few).toFixed(2)} |`);
  const [kept, notKept] = [quantile(keep.kept, 0.5), quantile(keep.notKept, 0.5)];
  console.log(
    `\n${batchRows} findings inserted with the fingerprint's sum kept ${(kept / 1000).toFixed(2)} s, without ${(notKept / 1000).toFixed(2)} s: ${(kept / notKept).toFixed(2)} times`,
  );
  await mkdir("tests/.output", { recursive: true });
  await writeFile("tests/.output/bench-scale.json", `${JSON.stringify({ rows, kept, notKept, load }, null, 2)}\n`);
}

function quantile(numbers: number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
