import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { requestImport } from "@/lib/imports/request-import";
import { runImport } from "@/lib/imports/run-import";
import { cancelOperation, replayOperation } from "@/lib/operation-control/control-operation";
import { exportsStorage } from "@/lib/storage/exports";
import type { TenantRef } from "@/lib/tenants/tenants";
import { buildTenant, buildUser, type UserActor } from "@/tests/factories";

const now = new Date("2026-11-20T12:00:00Z");
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const importRow = (id: string) =>
  inSystem((tx) => tx.import.findUniqueOrThrow({ where: { id: BigInt(id) }, include: { operationRun: true } }));
const eventsOf = (id: string) =>
  inSystem((tx) => tx.outboxEvent.findMany({ where: { data: { path: ["importId"], equals: id } } }));
const told = (user: UserActor) =>
  inSystem((tx) => tx.notification.findMany({ where: { userId: user.userId }, orderBy: { id: "asc" } }));

async function queuedImport() {
  const place = await buildTenant();
  const actor = await buildUser({ role: "operator", tenant: place });
  const source = (async function* () {
    yield Buffer.from(`{"not": "known", "id": "${randomUUID()}"}`);
  })();
  const { importId } = await requestImport(actor, { tenant: place.slug, fileName: "scan.json", source }, now);
  const { operationRunId } = await importRow(importId);
  return { tenant: place, actor, importId, operationId: String(operationRunId) };
}

const replay = (actor: UserActor, tenant: TenantRef, operationId: string) =>
  replayOperation(actor, tenant.slug, { operationId, key: randomUUID() }, now);

it("an import that is queued is cancelled with nothing imported; its file goes, and its person is told once", async () => {
  const { tenant, actor, importId, operationId } = await queuedImport();
  const { stagedPath } = await importRow(importId);
  await cancelOperation(actor, tenant.slug, operationId, later(5));
  expect(await importRow(importId)).toMatchObject({
    status: "failed",
    problem: `Cancelled by ${actor.name}. Nothing was imported.`,
    stagedPath: null,
    operationRun: { outcome: "cancelled", failureReason: "Cancelled.", cancelledByName: actor.name },
  });
  expect(await exportsStorage().stat(stagedPath ?? "")).toBeNull();
  expect((await told(actor)).map(({ title }) => title)).toEqual([
    `Import queued for ${tenant.name}`,
    `Import of scan.json into ${tenant.name} was cancelled`,
  ]);
  const before = await importRow(importId);
  expect((await runImport(BigInt(importId), "run-1", later(6))).status).toBe("failed");
  expect(await importRow(importId)).toEqual(before);
});

it("an import that is queued is sent again; one that has failed is not, and says what to do", async () => {
  const { tenant, actor, importId, operationId } = await queuedImport();
  expect((await replay(actor, tenant, operationId)).outcome).toBe("sent_again");
  expect(await eventsOf(importId)).toHaveLength(2);
  await cancelOperation(actor, tenant.slug, operationId, now);
  await expect(replay(actor, tenant, operationId)).rejects.toMatchObject({
    code: "conflict",
    next: "Import the file again.",
  });
});

it("an import of a file that nobody knows leaves a failed step in words", async () => {
  const { importId, operationId } = await queuedImport();
  await runImport(BigInt(importId), "run-1", now);
  const [step] = await inSystem((tx) => tx.operationStep.findMany({ where: { operationRunId: BigInt(operationId) } }));
  expect(step).toMatchObject({ name: "import", status: "failed", runId: "run-1", attempts: 1 });
  expect(step?.reason).not.toMatch(/ at |Error:/);
});

it("an import is not cancelled by somebody who may only look", async () => {
  const { tenant, importId, operationId } = await queuedImport();
  const reader = await buildUser({ role: "readonly", tenant });
  await expect(cancelOperation(reader, tenant.slug, operationId, now)).rejects.toMatchObject({ code: "forbidden" });
  expect((await importRow(importId)).status).toBe("queued");
});
