import pg from "pg";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { inSystem } from "@/lib/db";
import { cancelOperation } from "@/lib/operation-control/control-operation";
import { requestPack } from "@/lib/review-packs/request-pack";
import { exportsStorage } from "@/lib/storage/exports";
import { until } from "../embedded/runner/setup-runner";
import { buildFinding, buildTenant, buildUser } from "../factories";
import { ownerUrl } from "../support/owner";
import { type ProductStage, setProductStage } from "./product-stage";

// The whole product is at work: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 120_000 });

let stage: ProductStage;
beforeAll(async () => {
  stage = await setProductStage();
});
afterAll(() => stage.close());

const row = (id: bigint) =>
  inSystem((tx) => tx.reviewPack.findUniqueOrThrow({ where: { id }, include: { operationRun: true } }));

it("a pack that is cancelled while it is made ends at once; its worker finds out, clears up and ends quietly", async () => {
  const tenant = await buildTenant();
  const actor = await buildUser({ role: "manager", tenant, name: "Mia Manager", email: "mia@example.com" });
  await buildFinding({ tenant });
  const options = { includePii: true, includeOperations: false };
  const { pack } = await requestPack(actor, { tenant: tenant.slug, options }, new Date());
  const packId = BigInt(pack.id);

  // Nobody can read the findings: the step cannot end before this does.
  const holder = new pg.Client({ connectionString: ownerUrl() });
  await holder.connect();
  await holder.query("BEGIN");
  await holder.query("LOCK TABLE findings IN ACCESS EXCLUSIVE MODE");
  const running = stage.deliver(`review-pack-${packId}`);
  const collecting = () =>
    inSystem((tx) => tx.operationStep.count({ where: { name: "collect", status: "running" } })).then((n) => n === 1);
  await until(collecting, 30_000);
  await cancelOperation(actor, tenant.slug, pack.operationRunId ?? "", new Date());
  const cancelled = await row(packId);
  expect(cancelled).toMatchObject({
    status: "failed",
    failureCode: "cancelled",
    failureReason: "Cancelled by Mia Manager.",
    operationRun: { status: "completed", outcome: "cancelled", cancelledByName: "Mia Manager" },
  });
  await holder.query("COMMIT");
  await holder.end();

  const run = await running;
  expect([run.status, run.output]).toEqual([
    "completed",
    { ended: `Review pack #${packId} is not this run's any more.` },
  ]);
  expect(await row(packId)).toEqual(cancelled);
  const left: string[] = [];
  for (const folder of [`staging/${cancelled.claimToken}`, "packs"])
    for await (const file of exportsStorage().list(folder)) left.push(file.path);
  expect(left).toEqual([]);
  const steps = await inSystem((tx) => tx.operationStep.findMany({ orderBy: { id: "asc" } }));
  expect(steps.map(({ name, status }) => `${name} ${status}`)).toEqual([
    "claim done",
    "collect interrupted",
    "notify done",
  ]);
  const told = await inSystem((tx) =>
    tx.notification.findMany({ where: { userId: actor.userId }, orderBy: { id: "asc" } }),
  );
  expect(told.map(({ title, body }) => `${title}: ${body}`)).toEqual([
    `Review pack #${packId} of ${tenant.name} queued: `,
    `Review pack #${packId} of ${tenant.name} was cancelled: Cancelled by Mia Manager.`,
  ]);
});
