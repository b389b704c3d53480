import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { migrate } from "@/lib/embedded/migrate";
import { type Cluster, clusterUrl, startCluster, stopCluster } from "@/lib/embedded/postgres";
import { freePort } from "../setup/cluster";
import { seedTenant } from "./dataset";

// `npm run bench [-- ROWS]`: contestants on one machine, one database and one data set, alternating; medians (bars.md).

const run = promisify(execFile);
const rounds = 3;
const rows = Number(process.argv[2] ?? 100_000);
const fewRows = Math.max(1, Math.round(rows / 10));

interface PackRun {
  rows: number;
  seconds: { collect: number; render: number; assemble: number; verify: number };
  zipBytes: number;
  peakAboveIdleMb: number;
  longestBlockMs: number;
}

const folder = await mkdtemp(path.join(os.tmpdir(), "tenantpilot-bench-"));
const cluster: Cluster = { dir: path.join(folder, "postgres"), port: await freePort(), password: "bench" };
try {
  for (const tool of ["psql", "zip"])
    await run("which", [tool]).catch(() =>
      Promise.reject(new Error(`The bench needs ${tool} (Debian: postgresql-client, zip).`)),
    );
  await startCluster(cluster);
  const url = clusterUrl(cluster, "postgres");
  await migrate(url, "prisma/migrations");
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  console.error(`making ${rows} and ${fewRows} findings …`);
  const many = await seedTenant(client, "many", rows);
  const few = await seedTenant(client, "few", fewRows);
  const size = await client.query<{ bytes: number }>(
    "SELECT avg(pg_column_size(f.*))::int AS bytes FROM findings f WHERE tenant_id = $1",
    [few],
  );
  await client.end();
  await report(await compete(url, many, few), size.rows[0]?.bytes ?? 0);
} finally {
  await stopCluster(cluster, "immediate");
  await rm(folder, { recursive: true, force: true });
}

async function compete(url: string, many: string, few: string) {
  const packs: PackRun[] = [];
  const small: PackRun[] = [];
  const copies: Record<string, number>[] = [];
  for (let round = 1; round <= rounds; round++) {
    console.error(`round ${round} of ${rounds} …`);
    packs.push(await makePack(url, many));
    copies.push(await copyAndZip(url, many));
    small.push(await makePack(url, few));
  }
  return { packs, small, copies };
}

async function makePack(url: string, tenant: string): Promise<PackRun> {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: "production",
    LOG_LEVEL: "silent",
    DATABASE_URL: url,
    TENANTPILOT_DATA_DIR: path.join(folder, "data"),
    AUTH_SECRET: "a secret for the bench only, long enough",
    TENANTPILOT_DOWNLOAD_LINK_KEYS: `k1:${"A".repeat(43)}`,
    INNGEST_EVENT_KEY: "bench",
    INNGEST_SIGNING_KEY: "signkey-bench-0123456789abcdef",
  };
  const { stdout } = await run(
    process.execPath,
    ["--expose-gc", "--import", "tsx", "tests/bench/pack-child.ts", tenant],
    { env },
  );
  return JSON.parse(stdout) as PackRun;
}

async function copyAndZip(url: string, tenant: string): Promise<Record<string, number>> {
  const { stdout } = await run("bash", ["tests/bench/copy-zip.sh", url, tenant]);
  return Object.fromEntries(
    stdout
      .trim()
      .split("\n")
      .map((line) => line.split(" "))
      .map(([name, value]) => [name, Number(value)]),
  );
}

async function report({ packs, small, copies }: Awaited<ReturnType<typeof compete>>, rowBytes: number): Promise<void> {
  const build = (one: PackRun) => one.seconds.collect + one.seconds.render + one.seconds.assemble;
  const pack = median(packs.map(build));
  const copy = median(copies.map((one) => one.seconds ?? 0));
  const perFinding = { few: (median(small.map(build)) / fewRows) * 1e6, many: (pack / rows) * 1e6 };
  const result = {
    rows,
    rowBytes,
    rounds,
    node: process.version,
    cpus: os.cpus().length,
    packSeconds: pack,
    collectSeconds: median(packs.map(({ seconds }) => seconds.collect)),
    renderSeconds: median(packs.map(({ seconds }) => seconds.render)),
    assembleSeconds: median(packs.map(({ seconds }) => seconds.assemble)),
    verifySeconds: median(packs.map(({ seconds }) => seconds.verify)),
    copySeconds: median(copies.map((one) => one.copy_seconds ?? 0)),
    zipSeconds: median(copies.map((one) => one.zip_seconds ?? 0)),
    copyZipSeconds: copy,
    ratio: pack / copy,
    ratioWithVerify: (pack + median(packs.map(({ seconds }) => seconds.verify))) / copy,
    zipBytes: { pack: packs[0]?.zipBytes, copyZip: copies[0]?.zip_bytes },
    peakAboveIdleMb: {
      few: median(small.map((one) => one.peakAboveIdleMb)),
      many: median(packs.map((one) => one.peakAboveIdleMb)),
    },
    microsecondsPerFinding: perFinding,
    growth: perFinding.many / perFinding.few,
    longestBlockMs: Math.max(...packs.map((one) => one.longestBlockMs)),
  };
  await mkdir("tests/.output", { recursive: true });
  await writeFile("tests/.output/bench.json", `${JSON.stringify(result, null, 2)}\n`);
  const line = (name: string, value: string) => console.log(`${name.padEnd(58)} ${value.padStart(12)}`);
  console.log(
    `\n${rows} findings of ${rowBytes} bytes, median of ${rounds}, alternating; Node ${process.version}, ${os.cpus().length} processors\n`,
  );
  line("pack: collect + render + assemble (s)", result.packSeconds.toFixed(2));
  line("  collect / assemble (s)", `${result.collectSeconds.toFixed(2)} / ${result.assembleSeconds.toFixed(2)}`);
  line("findings.csv + findings.json by COPY, then zip -6 (s)", result.copyZipSeconds.toFixed(2));
  line("  COPY / zip (s)", `${result.copySeconds.toFixed(2)} / ${result.zipSeconds.toFixed(2)}`);
  line("pack : COPY + zip", result.ratio.toFixed(2));
  line("the same with the pack read back and verified", result.ratioWithVerify.toFixed(2));
  line("size of the ZIP, pack : COPY + zip", ((result.zipBytes.pack ?? 0) / (result.zipBytes.copyZip ?? 1)).toFixed(2));
  line(
    `peak memory above idle, ${fewRows} / ${rows} findings (MB)`,
    `${result.peakAboveIdleMb.few.toFixed(0)} / ${result.peakAboveIdleMb.many.toFixed(0)}`,
  );
  line(
    `time per finding, ${fewRows} / ${rows} findings (µs)`,
    `${perFinding.few.toFixed(0)} / ${perFinding.many.toFixed(0)}`,
  );
  line("longest time that the event loop stood still (ms)", result.longestBlockMs.toFixed(0));
  console.log(
    "\nThe pack has all its entries; COPY + zip has the two of the findings, without the OCSF one, which is not in a pack yet.",
  );
}

function median(numbers: number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
