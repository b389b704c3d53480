import { expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { recoverImports } from "@/lib/imports/recover-imports";
import { buildOperationRun, buildTenant, sha256 } from "../factories";

const now = new Date();
const minutesAgo = (n: number) => new Date(now.getTime() - n * 60_000);

async function buildImport(fields: { createdAt: Date; stagedPath: string | null }) {
  const tenant = await buildTenant();
  const run = await buildOperationRun({ tenant, status: "running" });
  const file = { fileName: "scan.json", fileSha256: sha256(tenant.slug), fileBytes: 1n, operationRunId: run.id };
  const owner = { tenantId: tenant.id, workspaceId: tenant.workspaceId };
  return inSystem((tx) => tx.import.create({ data: { ...owner, ...file, status: "running", ...fields } }));
}
const find = (id: bigint) =>
  inSystem((tx) => tx.import.findUniqueOrThrow({ where: { id }, include: { operationRun: true } }));
const events = (id: bigint) =>
  inSystem((tx) => tx.outboxEvent.count({ where: { eventId: { startsWith: `import-requested-${id}-again-` } } }));

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
