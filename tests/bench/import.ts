import { execFile } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import pg from "pg";
import { generatedScan } from "@/lib/embedded/demo/prowler-scan";
import { migrate } from "@/lib/embedded/migrate";
import { type Cluster, clusterUrl, startCluster, stopCluster } from "@/lib/embedded/postgres";
import { freePort } from "../setup/cluster";
import { seedTenant } from "./dataset";
import { benchEnvironment } from "./environment";

// `node --import tsx tests/bench/import.ts [ROWS [INTO]]`: an import of ROWS findings into a tenant of INTO against what psql needs
// for the same rows: COPY into a temporary table and one upsert that touches what differs, once into the product's own table, once
// into a plain one with the same columns and b-tree indexes and nothing else. Alternating; medians (bars.md).

const run = promisify(execFile);
const rounds = 3;
const rows = Number(process.argv[2] ?? 100_000);
const into = Number(process.argv[3] ?? 1_000_000);

interface ImportRun {
  seconds: number;
  peakAboveIdleMb: number;
  written: number;
  created: number;
}

const columns =
  "workspace_id, tenant_id, fingerprint, source, scope, check_id, title, severity, status, resource_type, resource_id, resource_name, " +
  "first_seen_at, last_seen_at, evidence, remediation, compliance";
const compared = ["title", "severity", "status", "evidence::text", "remediation", "compliance::text", "last_seen_at"];
const isImported = "scope LIKE 'prowler/%'";

const folder = await mkdtemp(path.join(os.tmpdir(), "tenantpilot-bench-"));
const cluster: Cluster = { dir: path.join(folder, "postgres"), port: await freePort(), password: "bench" };
const url = clusterUrl(cluster, "postgres");
const file = (name: string) => path.join(folder, name);
try {
  await run("which", ["psql"]).catch(() =>
    Promise.reject(new Error("The bench needs psql (Debian: postgresql-client).")),
  );
  await startCluster(cluster);
  await migrate(url, "prisma/migrations");
  const client = new pg.Client({ connectionString: url });
  // What goes wrong stops the cluster, which this connection would make the last word.
  client.on("error", () => {});
  await client.connect();
  console.error(`making ${into} findings and a file of ${rows} …`);
  const tenant = await seedTenant(client, "many", into);
  await makeFiles();
  await makeBareTable(client, tenant);
  const results = [];
  for (let round = 1; round <= rounds; round++) {
    console.error(`round ${round} of ${rounds} …`);
    results.push(await compete(client, tenant));
  }
  await client.end();
  await report(results);
} finally {
  await stopCluster(cluster, "immediate");
  await rm(folder, { recursive: true, force: true });
}

/** The scan, and the same scan in other bytes. */
async function makeFiles(): Promise<void> {
  const place = { slug: "many", name: "Many", entraTenantId: "00000001-0000-4000-8000-000000000000" };
  const scan = () => generatedScan(place, new Date("2026-11-20T06:00:00Z"), rows);
  await pipeline(Readable.from(scan()), createWriteStream(file("scan.json")));
  await pipeline(Readable.from(scan()), createWriteStream(file("again.json")));
  await writeFile(file("again.json"), "\n", { flag: "a" });
}

/** The rows come from an import that is undone: both write the same. */
async function makeBareTable(client: pg.Client, tenant: string): Promise<void> {
  await client.query(`CREATE TABLE bare AS SELECT ${columns} FROM findings`);
  await client.query("ALTER TABLE bare ADD COLUMN id bigserial PRIMARY KEY");
  for (const on of [
    "(tenant_id, id)",
    "(tenant_id, status, severity, id)",
    "(tenant_id, source, status, severity, id)",
  ])
    await client.query(`CREATE INDEX ON bare ${on}`);
  await client.query("CREATE UNIQUE INDEX ON bare (tenant_id, fingerprint)");
  await importInto("scan.json");
  await psql(
    `\\copy (SELECT ${columns} FROM findings WHERE tenant_id = ${tenant} AND ${isImported}) TO '${file("rows.copy")}'`,
  );
  await undo(client, tenant);
}

async function compete(client: pg.Client, tenant: string) {
  const first = await importInto("scan.json");
  const again = await importInto("again.json");
  const known = await importInto("scan.json");
  await undo(client, tenant);
  const bareFirst = await upsertInto("bare");
  const bareAgain = await upsertInto("bare");
  await undo(client, tenant);
  const ownFirst = await upsertInto("findings");
  const ownAgain = await upsertInto("findings");
  await undo(client, tenant);
  return { first, again, known, bareFirst, bareAgain, ownFirst, ownAgain };
}

async function importInto(name: string): Promise<ImportRun> {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    ...benchEnvironment(url, folder),
  };
  const args = ["--expose-gc", "--import", "tsx", "tests/bench/import-child.ts", "many", file(name)];
  const { stdout } = await run(process.execPath, args, { env });
  return JSON.parse(stdout) as ImportRun;
}

/** What a person would write by hand. Seconds from the start of psql to its end. */
async function upsertInto(table: "bare" | "findings"): Promise<number> {
  const set = columns.split(", ").map((name) => `${name} = excluded.${name}`);
  const row = (of: string) => `(${compared.map((name) => `${of}.${name}`).join(", ")})`;
  const sql = `BEGIN;
CREATE TEMP TABLE staged ON COMMIT DROP AS SELECT ${columns} FROM ${table} LIMIT 0;
\\copy staged FROM '${file("rows.copy")}'
INSERT INTO ${table} (${columns}) SELECT ${columns} FROM staged
ON CONFLICT (tenant_id, fingerprint) DO UPDATE SET ${set.join(", ")} WHERE ${row(table)} IS DISTINCT FROM ${row("excluded")};
COMMIT;
`;
  await writeFile(file("upsert.sql"), sql);
  const from = performance.now();
  await run("psql", ["-X", "-q", "-d", url, "-v", "ON_ERROR_STOP=1", "-f", file("upsert.sql")]);
  return (performance.now() - from) / 1000;
}

function psql(command: string) {
  return run("psql", ["-X", "-q", "-d", url, "-v", "ON_ERROR_STOP=1", "-c", command]);
}

/** Takes out what a round has put in, so that the next one begins where it began. */
async function undo(client: pg.Client, tenant: string): Promise<void> {
  await client.query(`DELETE FROM finding_events WHERE tenant_id = $1`, [tenant]);
  await client.query(`DELETE FROM findings WHERE tenant_id = $1 AND ${isImported}`, [tenant]);
  await client.query("DELETE FROM stored_reports WHERE tenant_id = $1", [tenant]);
  await client.query("DELETE FROM imports WHERE tenant_id = $1", [tenant]);
  await client.query(`DELETE FROM bare WHERE ${isImported}`);
  await client.query("VACUUM ANALYZE findings, bare, finding_events");
  await client.query("CHECKPOINT");
}

async function report(results: Awaited<ReturnType<typeof compete>>[]): Promise<void> {
  const of = (pick: (one: (typeof results)[number]) => number) => median(results.map(pick));
  const figures = {
    rows,
    into,
    rounds,
    node: process.version,
    cpus: os.cpus().length,
    firstSeconds: of(({ first }) => first.seconds),
    againSeconds: of(({ again }) => again.seconds),
    knownSeconds: of(({ known }) => known.seconds),
    bareFirstSeconds: of(({ bareFirst }) => bareFirst),
    bareAgainSeconds: of(({ bareAgain }) => bareAgain),
    ownFirstSeconds: of(({ ownFirst }) => ownFirst),
    ownAgainSeconds: of(({ ownAgain }) => ownAgain),
    createdFirst: results[0]?.first.created,
    writtenAgain: results[0]?.again.written,
    peakAboveIdleMb: of(({ first }) => first.peakAboveIdleMb),
  };
  await mkdir("tests/.output", { recursive: true });
  await writeFile("tests/.output/bench-import.json", `${JSON.stringify(figures, null, 2)}\n`);
  const line = (name: string, value: string) => console.log(`${name.padEnd(64)} ${value.padStart(12)}`);
  console.log(
    `\n${rows} findings into ${into}, median of ${rounds}, alternating; Node ${process.version}, ${figures.cpus} processors\n`,
  );
  line("import, all of it new (s)", figures.firstSeconds.toFixed(2));
  line("psql: COPY and upsert into the same table (s)", figures.ownFirstSeconds.toFixed(2));
  line("import : psql into the same table", (figures.firstSeconds / figures.ownFirstSeconds).toFixed(2));
  line("psql: COPY and upsert into a plain table (s)", figures.bareFirstSeconds.toFixed(2));
  line("import : psql into a plain table", (figures.firstSeconds / figures.bareFirstSeconds).toFixed(2));
  line("import again, the same findings in other bytes (s)", figures.againSeconds.toFixed(2));
  line("psql again, into the same table (s)", figures.ownAgainSeconds.toFixed(2));
  line("psql again, into a plain table (s)", figures.bareAgainSeconds.toFixed(2));
  line("again : first", (figures.againSeconds / figures.firstSeconds).toFixed(2));
  line("rows written again", String(figures.writtenAgain));
  line("the same bytes again (s)", figures.knownSeconds.toFixed(2));
  line("peak memory above idle (MB)", figures.peakAboveIdleMb.toFixed(0));
}

function median(numbers: number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
