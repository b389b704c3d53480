import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { migrate } from "@/lib/embedded/migrate";
import { type Cluster, clusterUrl, startCluster, stopCluster } from "@/lib/embedded/postgres";
import { freePort } from "../setup/cluster";
import { type Arena, copyAndZip, makePack, rivals } from "./contestants";
import { seedTenant } from "./dataset";
import { printResult, type Runs, summarise } from "./result";

// `npm run bench [-- ROWS [ROUNDS]]`: contestants on one machine, one database and one data set, alternating; medians (bars.md).

const rows = Number(process.argv[2] ?? 100_000);
const rounds = Number(process.argv[3] ?? 3);
const fewRows = Math.max(1, Math.round(rows / 10));
// bars.md measures these at 100,000 findings; more than that does not fit into JSZip's memory.
const rivalsRows = rows > 100_000 ? fewRows : rows;

const folder = await mkdtemp(path.join(os.tmpdir(), "tenantpilot-bench-"));
const cluster: Cluster = { dir: path.join(folder, "postgres"), port: await freePort(), password: "bench" };
try {
  for (const tool of ["psql", "zip", "python3"])
    await promisify(execFile)("which", [tool]).catch(() =>
      Promise.reject(new Error(`The bench needs ${tool} (Debian: postgresql-client, zip, python3).`)),
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
  const runs = await compete({ url, folder }, many, few);
  await printResult(summarise(runs, { rows, fewRows, rivalsRows, rowBytes: size.rows[0]?.bytes ?? 0 }));
} finally {
  await stopCluster(cluster, "immediate");
  await rm(folder, { recursive: true, force: true });
}

async function compete(arena: Arena, many: string, few: string): Promise<Runs> {
  const names = Object.keys(rivals);
  const runs: Runs = {
    packs: [],
    redacted: [],
    small: [],
    copies: [],
    others: Object.fromEntries(names.map((name) => [name, []])),
  };
  for (let round = 1; round <= rounds; round++) {
    console.error(`round ${round} of ${rounds} …`);
    runs.packs.push(await makePack(arena, many));
    runs.copies.push(await copyAndZip(arena, many));
    runs.redacted.push(await makePack(arena, many, "without-people"));
    runs.small.push(await makePack(arena, few));
    for (const [name, make] of Object.entries(rivals))
      runs.others[name]?.push(await make(arena, rivalsRows === rows ? many : few));
  }
  return runs;
}
