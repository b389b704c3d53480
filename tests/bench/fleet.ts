import os from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { loadEnvironment } from "@/lib/embedded/environment";
import { startProduct } from "../e2e/support/product";
import { seedTenant } from "./dataset";

// `node --import tsx tests/bench/fleet.ts [TENANTS] [FINDINGS OF THE LARGE ONE]` after a build: packs for many small tenants and
// a large one through the real product: its server, its embedded runner, its database (bars.md, fleet row).

const small = Number(process.argv[2] ?? 1_000);
const largeRows = Number(process.argv[3] ?? 300_000);
const smallRows = 20;
const limitMs = 45 * 60_000;

const product = await startProduct();
try {
  process.env.TENANTPILOT_DATA_DIR = product.dataDir;
  await loadEnvironment({ root: process.cwd(), cwd: process.cwd() });
  const { closeDatabase } = await import("@/lib/db");
  try {
    await measure();
  } finally {
    await closeDatabase();
  }
} finally {
  await product.stop();
}

async function measure(): Promise<void> {
  const { inSystem, withConnection } = await import("@/lib/db");
  const { requestPacks } = await import("@/lib/fleet/request-packs");
  console.error(`making ${small} tenants with ${smallRows} findings and one with ${largeRows} …`);
  const slugs = Array.from({ length: small }, (_, at) => `small-${at}`);
  await withConnection(async (client) => {
    for (const slug of slugs) await seedTenant(client, slug, smallRows, false);
    await seedTenant(client, "large", largeRows);
  });
  const actor = await inSystem(async (tx) => {
    const { id: workspaceId } = await tx.workspace.findUniqueOrThrow({ where: { slug: "bench" } });
    const { id, name, email } = await tx.user.create({ data: { email: "bench@demo.example", name: "Bench" } });
    await tx.membership.create({ data: { workspaceId, userId: id, role: "manager" } });
    return { kind: "user" as const, userId: id, name, email };
  });

  console.error("asking …");
  const options = { includePii: true, includeOperations: true };
  const from = performance.now();
  // The large one first and alone, so that it is being made while the others come.
  await requestPacks(actor, { tenants: ["large"], options }, new Date());
  const { fleetRunId } = await requestPacks(actor, { tenants: slugs, options }, new Date());
  const askedMs = performance.now() - from;

  const read = () =>
    inSystem(
      (tx) => tx.$queryRaw<Row[]>`
        SELECT count(*)::int AS items, count(DISTINCT i.tenant_id)::int AS tenants, count(DISTINCT i.pack_id)::int AS packs,
          count(*) FILTER (WHERE p.status = 'ready')::int AS ready, count(*) FILTER (WHERE p.status = 'failed' OR i.outcome = 'refused')::int AS failed,
          coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM p.generated_at - r.created_at)), 0)::float AS p50,
          coalesce(extract(epoch FROM min(p.generated_at) - min(r.created_at)), 0)::float AS first,
          coalesce(extract(epoch FROM max(p.generated_at) - min(r.created_at)), 0)::float AS last
        FROM fleet_run_items i JOIN fleet_runs r ON r.id = i.fleet_run_id LEFT JOIN review_packs p ON p.id = i.pack_id
        WHERE r.id = ${BigInt(fleetRunId)}`,
    ).then(([row]) => row as Row);
  let row = await read();
  for (; row.ready + row.failed < small; row = await read()) {
    if (performance.now() - from > limitMs) throw new Error(`only ${row.ready} of ${small} are ready`);
    await sleep(2_000);
    console.error(`${row.ready} ready`);
  }
  const [all] = await inSystem(
    (tx) => tx.$queryRaw<
      { packs: number; twice: number; large: string | null; large_at: number | null; ready_before: number }[]
    >`
      WITH ours AS (SELECT p.*, t.slug FROM review_packs p JOIN tenants t ON t.id = p.tenant_id JOIN workspaces w ON w.id = t.workspace_id WHERE w.slug = 'bench'),
      large AS (SELECT * FROM ours WHERE slug = 'large')
      SELECT count(*)::int AS packs, (count(*) - count(DISTINCT tenant_id))::int AS twice,
        (SELECT status FROM large) AS large,
        (SELECT extract(epoch FROM generated_at - created_at)::float FROM large) AS large_at,
        count(*) FILTER (WHERE slug <> 'large' AND generated_at < coalesce((SELECT generated_at FROM large), now()))::int AS ready_before
      FROM ours`,
  );
  const line = (name: string, value: string | number) =>
    console.log(`${name.padEnd(58)} ${String(value).padStart(12)}`);
  console.log(
    `\n${small} tenants of ${smallRows} findings and one of ${largeRows}; Node ${process.version}, ${os.cpus().length} processors\n`,
  );
  line("both runs asked for in (ms)", askedMs.toFixed(0));
  line("ready / failed / asked for", `${row.ready} / ${row.failed} / ${row.items}`);
  line("lost", row.items - row.ready - row.failed);
  line("made twice", all?.twice ?? "?");
  line(
    "first small pack / half of them / the last (s)",
    `${row.first.toFixed(1)} / ${row.p50.toFixed(1)} / ${row.last.toFixed(1)}`,
  );
  line("packs per minute", ((row.ready / row.last) * 60).toFixed(0));
  line("the large one (s), if it is ready", all?.large_at?.toFixed(1) ?? `${all?.large}`);
  line("small ones ready before it", all?.ready_before ?? "?");
}

interface Row {
  items: number;
  tenants: number;
  packs: number;
  ready: number;
  failed: number;
  first: number;
  p50: number;
  last: number;
}
