import { randomBytes, randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { relayOutbox } from "@/lib/outbox/outbox";
import { collectPack } from "@/lib/review-packs/build/collect";
import { assembleStep, collectStep, failStep, publishStep, renderStep } from "@/lib/review-packs/generate";
import { claimPack } from "@/lib/review-packs/lifecycle";
import { reconcile } from "@/lib/review-packs/reconcile";
import { reap } from "@/lib/review-packs/recovery";
import { requestPack } from "@/lib/review-packs/request-pack";
import { prune } from "@/lib/review-packs/retention";
import { exportsStorage } from "@/lib/storage/exports";
import { buildFinding, buildOperationRun, buildPack, buildTenant, buildUser } from "../factories";
import { buildClaim } from "../review-packs/build/pack-claim";
import { asOwner } from "../support/owner";
import { buildStoredPack } from "../support/stored-pack";

const options = { includePii: true, includeOperations: true };
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const endOf = (packId: bigint) =>
  inSystem((tx) => tx.notification.findMany({ where: { dedupeKey: `review_pack:${packId}:ended` } }));

async function claimed() {
  const tenant = await buildTenant();
  const actor = await buildUser({ role: "manager", tenant });
  await buildFinding({ tenant });
  const { pack } = await requestPack(actor, { tenant: tenant.slug, options }, new Date());
  const answer = await claimPack(BigInt(pack.id), "run-1", new Date());
  if (answer.outcome !== "claimed") throw new Error(answer.outcome);
  return { tenant, packId: BigInt(pack.id), token: answer.claimToken };
}

async function filesOf(token: string): Promise<string[]> {
  const files: string[] = [];
  for (const area of ["packs", "staging"])
    for await (const file of exportsStorage().list(area)) if (file.path.includes(token)) files.push(file.path);
  return files;
}

describe("work that is cut off", () => {
  it("whoever asked is told of the end once, also when the worker died before it could tell", async () => {
    const tenant = await buildTenant();
    const actor = await buildUser({ role: "manager", tenant });
    const run = await buildOperationRun({ tenant, type: "tenant.review_pack.generate" });
    const asked = { tenant, initiatedByUserId: actor.userId, operationRunId: run.id };
    const [ready, failed] = [await buildPack(asked), await buildPack({ ...asked, status: "failed" })];
    await Promise.all([reap(new Date()), reap(new Date())]);
    expect((await endOf(ready.id)).map((row) => row.kind)).toEqual(["operation.completed"]);
    expect((await endOf(failed.id)).map((row) => row.kind)).toEqual(["operation.failed"]);
  });

  it("a pack that fails leaves nothing on the disk, also when it is failed twice", async () => {
    const { packId, token } = await claimed();
    const collected = await collectStep(packId, token);
    if ("supersededBy" in collected) throw new Error("superseded");
    await renderStep(packId, token, collected);
    await assembleStep(packId, token, collected);
    expect((await filesOf(token)).length).toBeGreaterThan(3);
    const failure = { code: "fault", reason: "It was too much." };
    expect([await failStep(packId, "run-1", failure), await failStep(packId, "run-1", failure)]).toEqual([true, false]);
    expect(await filesOf(token)).toEqual([]);
  });

  it("a run that does not hold the pack takes nothing from the one that does", async () => {
    const { packId, token } = await claimed();
    await collectStep(packId, token);
    expect(await failStep(packId, "run-2", { code: "fault", reason: "Late." })).toBe(false);
    expect((await filesOf(token)).length).toBeGreaterThan(1);
  });

  it("a worker that comes back late changes nothing, and reconcile names each file that it has left", async () => {
    const { packId, token } = await claimed();
    const collected = await collectStep(packId, token);
    if ("supersededBy" in collected) throw new Error("superseded");
    await inSystem((tx) =>
      tx.reviewPack.updateMany({ where: { id: packId }, data: { leaseExpiresAt: minutesAgo(1) } }),
    );
    const taken = await claimPack(packId, "run-2", new Date());
    if (taken.outcome !== "claimed") throw new Error(taken.outcome);
    await expect(renderStep(packId, token, collected)).rejects.toMatchObject({ code: "conflict" });
    await expect(assembleStep(packId, token, collected)).rejects.toMatchObject({ code: "conflict" });
    const assembled = { bytes: 1, sha256: "0".repeat(64) };
    expect(await publishStep(packId, token, collected, [], assembled)).toBe(false);
    const row = await inSystem((tx) => tx.reviewPack.findUniqueOrThrow({ where: { id: packId } }));
    expect(row).toMatchObject({ status: "generating", claimToken: taken.claimToken, sha256: null });
    const named = (await reconcile(minutesAgo(-48 * 60))).problems.map((problem) => problem.id);
    const left = await filesOf(token);
    expect(left.length).toBeGreaterThan(1);
    expect(named).toEqual(expect.arrayContaining(left));
  });

  it("collect asked twice at once gives one reading, and the row is of that", async () => {
    const { tenant, packId, token } = await claimed();
    const readings = await Promise.all([
      collectStep(packId, token),
      buildFinding({ tenant }).then(() => collectStep(packId, token)),
    ]);
    const [first, second] = readings;
    if (!first || "supersededBy" in first) throw new Error("superseded");
    expect(second).toEqual(first);
    const row = await inSystem((tx) => tx.reviewPack.findUniqueOrThrow({ where: { id: packId } }));
    expect([row.asOf?.toISOString(), row.fingerprint]).toEqual([first.asOf, first.fingerprint]);
  });

  it("collect ends at once, with its files closed, when its connection is cut in the middle", async () => {
    const tenant = await buildTenant();
    // More than the sockets' buffers hold: the connection is cut while rows are still coming.
    const evidence = { text: randomBytes(150_000).toString("base64") };
    for (let index = 0; index < 60; index++) await buildFinding({ tenant, evidence });
    const cutOff = () =>
      asOwner((client) =>
        client.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND backend_xmin IS NOT NULL AND pid <> pg_backend_pid()",
        ),
      );
    const claim = await buildClaim({ tenant });
    const hooks = { now: () => new Date(), onProgress: async () => void (await cutOff()) };
    await expect(collectPack(claim, hooks)).rejects.toThrow();
    expect(await filesOf(claim.claimToken)).toEqual([]);
  });
});

describe("two of a sweep at once", () => {
  it("two reapers send an abandoned pack again once, and fail one that was given up once", async () => {
    const stuck = await buildPack({ status: "queued", createdAt: minutesAgo(6) });
    const lost = await buildPack({ status: "generating", leaseExpiresAt: minutesAgo(1), resends: 3 });
    const reports = await Promise.all(Array.from({ length: 4 }, () => reap(new Date())));
    expect(reports.reduce((sum, report) => sum + report.failed, 0)).toBe(1);
    const events = await inSystem((tx) =>
      tx.outboxEvent.findMany({ where: { eventId: { startsWith: `review-pack-${stuck.id}-again-` } } }),
    );
    expect(events).toHaveLength(1);
    const ends = await inSystem((tx) =>
      tx.auditEvent.count({ where: { action: "review_pack.failed", subjectId: String(lost.id) } }),
    );
    expect(ends).toBe(1);
  });

  it("nobody waits for a lease, a sending or an event that was dated a day ahead by a wrong clock", async () => {
    const tomorrow = new Date(Date.now() + 86_400_000);
    const held = await buildPack({ status: "generating", leaseExpiresAt: tomorrow, resentAt: tomorrow, resends: 1 });
    expect((await reap(new Date())).sentAgain).toBeGreaterThanOrEqual(1);
    expect((await claimPack(held.id, "run-after", new Date())).outcome).toBe("claimed");
    const eventId = `test-${randomUUID()}`;
    await inSystem((tx) =>
      tx.outboxEvent.create({ data: { eventId, name: "test", data: {}, nextAttemptAt: tomorrow } }),
    );
    const sent: string[] = [];
    await relayOutbox(async (events) => void sent.push(...events.map((event) => event.id)), new Date());
    expect(sent).toContain(eventId);
  });

  it("a reaper leaves a pack alone that was taken up since it was listed", async () => {
    const pack = await buildPack({ status: "generating", leaseExpiresAt: minutesAgo(1), resends: 3 });
    const [answer] = await Promise.all([claimPack(pack.id, "run-2", new Date()), reap(new Date())]);
    const row = await inSystem((tx) => tx.reviewPack.findUniqueOrThrow({ where: { id: pack.id } }));
    expect(row.status).toBe(answer.outcome === "claimed" ? "generating" : "failed");
  });

  it("two relays send an event once", async () => {
    const id = `test-${randomUUID()}`;
    await inSystem((tx) => tx.outboxEvent.create({ data: { eventId: id, name: "test", data: {} } }));
    const sent: string[] = [];
    const slowly = async (events: { id: string }[]) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      sent.push(...events.map((event) => event.id));
    };
    await Promise.all(Array.from({ length: 4 }, () => relayOutbox(slowly, new Date())));
    expect(sent.filter((one) => one === id)).toEqual([id]);
  });

  it("two prunes expire a pack once, and a download that has begun is read to its end", async () => {
    const pack = await buildStoredPack({ generatedAt: minutesAgo(200), expiresAt: minutesAgo(1) });
    const file = await exportsStorage().open(pack.filePath);
    const reports = await Promise.all([prune(new Date()), prune(new Date()), prune(new Date())]);
    expect(reports.reduce((sum, report) => sum + report.expired, 0)).toBe(1);
    expect(await exportsStorage().stat(pack.filePath)).toBeNull();
    expect(Buffer.from(await new Response(file.stream()).arrayBuffer())).toEqual(pack.content);
    const expiries = await inSystem((tx) =>
      tx.auditEvent.count({ where: { action: "review_pack.expired", subjectId: pack.id } }),
    );
    expect(expiries).toBe(1);
  });
});
