import { open } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { inSystem } from "@/lib/db";
import { env } from "@/lib/env";
import { enqueueEvent } from "@/lib/outbox/outbox";
import { deletePack } from "@/lib/review-packs/delete-pack";
import { claimPack, expirePack, failPack } from "@/lib/review-packs/lifecycle";
import { claimDelivered, replayPack } from "@/lib/review-packs/replay";
import { generateRequested, requestPack } from "@/lib/review-packs/request-pack";
import { buildFinding, buildTenant, buildUser } from "../factories";
import { type ProductStage, setProductStage } from "./product-stage";

// Replays of the event, as a person presses them in Inngest's dashboard, against the embedded runner (generation.md).

// The whole product is at work: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 120_000 });

let stage: ProductStage;
beforeAll(async () => {
  stage = await setProductStage();
});
afterAll(() => stage.close());

const options = { includePii: true, includeOperations: false };
const eventOf = (packId: bigint) => `review-pack-${packId}`;
const row = (id: bigint) => inSystem((tx) => tx.reviewPack.findUniqueOrThrow({ where: { id } }));
const packsOf = (tenantId: bigint) =>
  inSystem((tx) => tx.reviewPack.findMany({ where: { tenantId }, orderBy: { id: "asc" } }));
const stepsOf = async (packId: bigint) => {
  const { operationRunId } = await row(packId);
  return inSystem((tx) =>
    tx.operationStep.findMany({ where: { operationRunId: operationRunId ?? 0n }, orderBy: { id: "asc" } }),
  );
};
const toldOf = (userId: bigint) =>
  inSystem((tx) => tx.notification.findMany({ where: { userId }, orderBy: { id: "asc" } }));

async function requested() {
  const tenant = await buildTenant();
  const actor = await buildUser({ role: "manager", tenant });
  await buildFinding({ tenant });
  const { pack } = await requestPack(actor, { tenant: tenant.slug, options }, new Date());
  return { tenant, actor, packId: BigInt(pack.id) };
}

async function ready() {
  const asked = await requested();
  const run = await stage.deliver(eventOf(asked.packId));
  expect(run.output).toEqual({ ready: String(asked.packId) });
  return { ...asked, runId: run.id };
}

async function failed() {
  const asked = await requested();
  await claimPack(asked.packId, "another run", new Date());
  const run = await stage.deliver(eventOf(asked.packId));
  await failPack(asked.packId, { code: "test", reason: "The disk was full." }, new Date());
  return { ...asked, runId: run.id };
}

describe("a pack that goes well", () => {
  it("leaves each of its steps with one attempt, a beginning and an end", async () => {
    const { packId, runId } = await ready();
    const steps = await stepsOf(packId);
    expect(steps.map(({ name, status, attempts, runId: of }) => [name, status, attempts, of])).toEqual(
      ["claim", "collect", "render", "assemble", "verify", "publish", "notify"].map((name) => [name, "done", 1, runId]),
    );
    for (const { startedAt, endedAt } of steps) expect(endedAt?.getTime()).toBeGreaterThanOrEqual(startedAt.getTime());
  });
});

describe("a replayed event of a ready pack", () => {
  it("reads its file again, says that it is whole, and changes nothing", async () => {
    const { packId, runId, actor } = await ready();
    const [before, told] = [await row(packId), await toldOf(actor.userId)];
    const run = await stage.rerun(runId);
    expect(run.output).toEqual({ ended: `Review pack #${packId} was read again: it is what was published.` });
    expect(await row(packId)).toEqual(before);
    expect(await toldOf(actor.userId)).toEqual(told);
    expect((await stepsOf(packId)).at(-1)).toMatchObject({ name: "read_again", status: "done", runId: run.id });
  });

  it("whose file was altered fails in words, tells its person once, and leaves the pack as it is", async () => {
    const { packId, runId, actor } = await ready();
    const before = await row(packId);
    const file = await open(path.join(env().TENANTPILOT_DATA_DIR, "storage/exports", before.filePath ?? ""), "r+");
    await file.write(Buffer.from([0xff]), 0, 1, 200);
    await file.close();
    for (const again of [1, 2]) expect([again, (await stage.rerun(runId)).status]).toEqual([again, "failed"]);
    expect(await row(packId)).toEqual(before);
    const damage = (await toldOf(actor.userId)).filter(({ title }) => title.includes("is not what was published"));
    expect(damage).toHaveLength(1);
    const [first, second] = (await stepsOf(packId)).filter(({ name }) => name === "read_again");
    expect([first?.status, second?.status]).toEqual(["failed", "failed"]);
    expect(first?.reason).not.toMatch(/ at |Error|storage\/exports/);
  });
});

describe("a replayed event of a pack that is being made", () => {
  it("changes nothing while somebody works on it", async () => {
    const { packId } = await requested();
    await claimPack(packId, "another run", new Date());
    const before = await row(packId);
    const { id } = await stage.deliver(eventOf(packId));
    expect((await stage.rerun(id)).output).toEqual({ ended: `Another run is making review pack #${packId}.` });
    expect(await row(packId)).toEqual(before);
  });

  it("resumes it once its lease has run out; both runs' steps can be seen", async () => {
    const { packId } = await requested();
    await claimPack(packId, "another run", new Date());
    const { id } = await stage.deliver(eventOf(packId));
    await inSystem((tx) => tx.reviewPack.update({ where: { id: packId }, data: { leaseExpiresAt: new Date(0) } }));
    const run = await stage.rerun(id);
    expect(run.output).toEqual({ ready: String(packId) });
    const runs = new Set((await stepsOf(packId)).map(({ runId }) => runId));
    expect([...runs]).toEqual(["another run", run.id]);
  });
});

describe("a replayed event of a pack whose person has lost the capability", () => {
  const demote = ({ userId }: { userId: bigint }) =>
    inSystem((tx) => tx.membership.updateMany({ where: { userId }, data: { role: "readonly" } }));
  const refusal = (packId: bigint) => ({
    ended: `Nothing was done: whoever asked for review pack #${packId} may not make review packs of this tenant any more.`,
  });

  it("does nothing and says so, also while the pack could be resumed", async () => {
    const { packId, actor } = await requested();
    await claimPack(packId, "another run", new Date());
    const { id } = await stage.deliver(eventOf(packId));
    await inSystem((tx) => tx.reviewPack.update({ where: { id: packId }, data: { leaseExpiresAt: new Date(0) } }));
    await demote(actor);
    const before = await row(packId);
    expect((await stage.rerun(id)).output).toEqual(refusal(packId));
    expect(await row(packId)).toEqual(before);
  });

  it("does nothing with a queued one; the event's own run makes it, which they were allowed to ask for", async () => {
    const { packId, actor } = await requested();
    await demote(actor);
    const run = await stage.deliver(eventOf(packId));
    expect(run.output).toEqual({ ready: String(packId) });
    const other = await requested();
    await demote(other.actor);
    const byHand = { eventId: "an event that somebody sent by hand", runId: "run by hand" };
    expect(await claimDelivered(other.packId, byHand, new Date())).toMatchObject({
      outcome: "not_claimable",
      reason: refusal(other.packId).ended,
    });
    expect((await row(other.packId)).status).toBe("queued");
  });

  it("does nothing with a ready one; who may make packs reads it again on its page", async () => {
    const { packId, runId, actor, tenant } = await ready();
    await demote(actor);
    expect((await stage.rerun(runId)).output).toEqual(refusal(packId));
    expect((await stepsOf(packId)).map(({ name }) => name)).not.toContain("read_again");
    const colleague = await buildUser({ role: "manager", tenant });
    await replayPack(colleague, tenant.slug, packId, "a press", new Date());
    const run = await stage.deliver(`review-pack-${packId}-replay-a press`);
    expect(run.output).toEqual({ ended: `Review pack #${packId} was read again: it is what was published.` });
  });
});

describe("a replayed event of a pack that failed or expired", () => {
  it("makes a new one with the same options for the same person, linked to the old, which stays as it was", async () => {
    const { packId, runId, tenant, actor } = await failed();
    const before = await row(packId);
    const run = await stage.rerun(runId);
    const [old, made, ...others] = await packsOf(tenant.id);
    expect([old, others]).toEqual([before, []]);
    expect(made).toMatchObject({ replayOfId: packId, initiatedByUserId: actor.userId, options: before.options });
    expect(run.output).toEqual({
      ended: `Review pack #${made?.id} is made in place of #${packId}, with the same options.`,
    });
    await stage.deliver(eventOf(made?.id ?? 0n));
    expect((await row(made?.id ?? 0n)).status).toBe("ready");
  });

  it("again, once that one is ready, makes none: the content is there", async () => {
    const { packId, runId, tenant } = await failed();
    await stage.rerun(runId);
    const made = (await packsOf(tenant.id))[1];
    await stage.deliver(eventOf(made?.id ?? 0n));
    expect((await stage.rerun(runId)).output).toEqual({
      ended: `Review pack #${made?.id} has the same content already, so none was made in place of #${packId}.`,
    });
    expect(await packsOf(tenant.id)).toHaveLength(2);
  });

  it("makes a new one in place of an expired one", async () => {
    const { packId, runId, tenant, actor } = await ready();
    await expirePack(actor, tenant.slug, packId, new Date());
    await stage.rerun(runId);
    expect((await packsOf(tenant.id)).map(({ replayOfId }) => replayOfId)).toEqual([null, packId]);
  });

  it("does nothing and says so when the person has lost the capability, or was removed", async () => {
    for (const lose of [
      (userId: bigint) => inSystem((tx) => tx.membership.updateMany({ where: { userId }, data: { role: "readonly" } })),
      (userId: bigint) => inSystem((tx) => tx.membership.deleteMany({ where: { userId } })),
      (userId: bigint) => inSystem((tx) => tx.user.deleteMany({ where: { id: userId } })),
    ]) {
      const { packId, runId, tenant, actor } = await failed();
      await lose(actor.userId);
      const run = await stage.rerun(runId);
      expect(run.status).toBe("completed");
      expect(JSON.stringify(run.output)).toMatch(
        /Nothing was done: whoever asked for review pack #\d+ may not make review packs/,
      );
      expect(JSON.stringify(run.output)).not.toContain(actor.name);
      expect((await packsOf(tenant.id)).map(({ id }) => id)).toEqual([packId]);
    }
  });

  it("makes none when the event is only delivered late, because nobody asked for that", async () => {
    const { packId, tenant } = await failed();
    const event = { id: `review-pack-${packId}-again-1`, name: generateRequested, data: { packId: String(packId) } };
    await inSystem((tx) => enqueueEvent(tx, event));
    expect((await stage.deliver(event.id)).output).toEqual({ ended: `Review pack #${packId} is failed already.` });
    expect(await packsOf(tenant.id)).toHaveLength(1);
  });

  it("pressed here and twice there at the same moment makes one", async () => {
    const { packId, runId, tenant, actor } = await failed();
    await Promise.all([
      stage.rerun(runId),
      replayPack(actor, tenant.slug, packId, "a press", new Date()),
      stage.rerun(runId),
    ]);
    expect(await packsOf(tenant.id)).toHaveLength(2);
  });

  it("of a deleted one ends quietly", async () => {
    const { packId, runId, tenant, actor } = await failed();
    await deletePack(actor, tenant.slug, packId);
    expect((await stage.rerun(runId)).output).toEqual({ ended: `Review pack #${packId} was deleted.` });
  });
});
