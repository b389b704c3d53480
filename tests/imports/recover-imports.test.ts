import { EventEmitter, once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { expect, it } from "vitest";
import { begin, inSystem } from "@/lib/db";
import { env } from "@/lib/env";
import { takeUp } from "@/lib/imports/at-work";
import { performImport } from "@/lib/imports/perform-import";
import { recoverImports } from "@/lib/imports/recover-imports";
import type { ImportSource } from "@/lib/imports/source";
import type { TenantRef } from "@/lib/tenants/tenants";
import { buildOperationRun, buildTenant, sha256 } from "../factories";
import { findingsOf, jsonOf, scanOf } from "./scan";

const now = new Date();
const minutesAgo = (n: number) => new Date(now.getTime() - n * 60_000);

/** An import that is running since then, as its row was made unless said otherwise. */
async function buildImport(fields: {
  createdAt: Date;
  stagedPath: string | null;
  rowMadeAt?: Date;
  tenant?: TenantRef;
}) {
  const { rowMadeAt = fields.createdAt, tenant = await buildTenant(), ...rest } = fields;
  const run = await buildOperationRun({ tenant, status: "running", createdAt: rowMadeAt });
  const file = { fileName: "scan.json", fileSha256: sha256(tenant.slug), fileBytes: 1n, operationRunId: run.id };
  const owner = { tenantId: tenant.id, workspaceId: tenant.workspaceId };
  return inSystem((tx) => tx.import.create({ data: { ...owner, ...file, status: "running", ...rest } }));
}
const find = (id: bigint) =>
  inSystem((tx) => tx.import.findUniqueOrThrow({ where: { id }, include: { operationRun: true } }));
const events = (id: bigint) =>
  inSystem((tx) => tx.outboxEvent.count({ where: { eventId: { startsWith: `import-requested-${id}-again-` } } }));

/** A scan that is read no further than its first byte until somebody lets it go on. */
function slowScan() {
  const bytes = jsonOf(scanOf(minutesAgo(90), [{ check: "entra_a" }]));
  const [begun, goOn] = [new EventEmitter(), new EventEmitter()];
  const [isBegun, mayGoOn] = [once(begun, "now"), once(goOn, "now")];
  let opened = 0;
  const source: ImportSource = {
    bytes: bytes.byteLength,
    async *open() {
      opened += 1;
      yield bytes.subarray(0, 1);
      begun.emit("now");
      await mayGoOn;
      yield bytes.subarray(1);
    },
    close: async () => {},
  };
  return { source, begun: isBegun, goOn: () => goOn.emit("now"), timesOpened: () => opened };
}

it("an import of a command that was killed fails with its run, and says what to do", async () => {
  const { id } = await buildImport({ createdAt: minutesAgo(16), stagedPath: null });
  await recoverImports(now);
  expect(await find(id)).toMatchObject({ status: "failed", operationRun: { outcome: "failed" } });
  expect((await find(id)).problem).toContain("Import the file again");
});

it("a staged upload that nobody works on is sent again, once per quarter of an hour", async () => {
  const { id } = await buildImport({ createdAt: minutesAgo(16), stagedPath: "imports/x" });
  await recoverImports(now);
  await recoverImports(now);
  expect(await events(id)).toBe(1);
  expect((await find(id)).status).toBe("running");
});

it("an import that has just begun is left alone", async () => {
  const { id } = await buildImport({ createdAt: minutesAgo(5), stagedPath: null });
  await recoverImports(now);
  expect((await find(id)).status).toBe("running");
});

it("an import that has just begun with what came in for an hour, and is dated by its beginning, is left alone", async () => {
  const { id } = await buildImport({ createdAt: minutesAgo(60), rowMadeAt: minutesAgo(0), stagedPath: null });
  await recoverImports(now);
  expect((await find(id)).status).toBe("running");
});

it.each([
  ["by a command", null],
  ["from an upload", "imports/x"],
])("an import %s that takes two days is left alone and completes", async (_how, stagedPath) => {
  const tenant = await buildTenant();
  const { id } = await buildImport({ createdAt: minutesAgo(48 * 60), stagedPath, tenant });
  const { source, begun, goOn } = slowScan();
  const work = performImport(id, { tenant, source, options: {} }, now);
  await begun;
  await recoverImports(now);
  expect([(await find(id)).status, await events(id)]).toEqual(["running", 0]);
  goOn();
  expect(await work).toMatchObject({ counts: { created: 1 } });
  expect((await find(id)).status).toBe("completed");
});

it("two that import the same upload read it once: the second waits, and has nothing to do", async () => {
  const tenant = await buildTenant();
  const { id } = await buildImport({ createdAt: minutesAgo(16), stagedPath: "imports/x", tenant });
  const [first, second] = [slowScan(), slowScan()];
  const works = [performImport(id, { tenant, source: first.source, options: {} }, now)];
  await first.begun;
  works.push(performImport(id, { tenant, source: second.source, options: {} }, now));
  second.goOn();
  await wait(300);
  first.goOn();
  const [done, nothing] = await Promise.all(works);
  expect([done?.counts.created, nothing, second.timesOpened()]).toEqual([1, null, 0]);
  expect(await findingsOf(tenant.id)).toHaveLength(1);
});

it("an import whose worker is gone without a word is found at once, however it ended", async () => {
  const tenant = await buildTenant();
  const { id } = await buildImport({ createdAt: minutesAgo(16), stagedPath: null, tenant });
  const client = new pg.Client({ connectionString: env().DATABASE_URL });
  client.on("error", () => {});
  await client.connect();
  await begin(client, tenant);
  await takeUp(client, "import", id);
  await recoverImports(now);
  expect((await find(id)).status).toBe("running");
  // As kill -9 leaves it: no ROLLBACK, no goodbye, the system closes the socket.
  (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  await expect
    .poll(async () => {
      await recoverImports(now);
      return (await find(id)).status;
    })
    .toBe("failed");
});
