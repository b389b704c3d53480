import { describe, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { endFleets } from "@/lib/fleet/end-fleet";
import { getFleet, listFleets, mayFollowFleet } from "@/lib/fleet/queries";
import { requestPacks, retryFleet } from "@/lib/fleet/request-packs";
import { walkFleet as walkSome, walkStalledFleets } from "@/lib/fleet/walk";
import { claimPack, failPack, publishPack } from "@/lib/review-packs/lifecycle";
import { notifyEnd } from "@/lib/review-packs/notify-end";
import { requestPack } from "@/lib/review-packs/request-pack";
import type { TenantRef } from "@/lib/tenants/tenants";
import { buildFinding, buildTenant, buildUser } from "../factories";
import { asOwner } from "../support/owner";

const now = new Date("2026-11-20T12:00:00Z");
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const options = { includePii: true, includeOperations: true };

async function fleetOf(size: number) {
  const first = await buildTenant();
  const tenants: TenantRef[] = [first];
  while (tenants.length < size) tenants.push(await buildTenant({ workspaceId: first.workspaceId }));
  const actor = await buildUser({ role: "manager", tenant: first });
  const slugs = tenants.map(({ slug }) => slug);
  const ask = (more: object = {}) => requestPacks(actor, { tenants: slugs, options, ...more }, now);
  return { first, tenants, slugs, actor, ask };
}

/** All at once: here nobody makes the packs that the walk would wait for. */
const walkFleet = (id: bigint, at: Date) => walkSome(id, at, 1_000);

async function walkToEnd(id: string) {
  while ((await walkFleet(BigInt(id), now)).isLeft);
}

async function end(packId: string, outcome: "ready" | "failed") {
  const claim = await claimPack(BigInt(packId), `run-${packId}`, now);
  if (claim.outcome !== "claimed") throw new Error(claim.outcome);
  if (outcome === "failed") await failPack(BigInt(packId), { code: "test", reason: "The disk is full." }, now);
  else await publishPack(BigInt(packId), claim.claimToken, { bytes: 1, sha256: "a".repeat(64), summary: {} }, now);
  await notifyEnd(BigInt(packId), new Date());
}

const packsOf = (workspaceId: bigint) =>
  inSystem((tx) => tx.reviewPack.groupBy({ by: ["tenantId"], where: { workspaceId }, _count: true }));
const titlesFor = (userId: bigint) =>
  inSystem((tx) => tx.notification.findMany({ where: { userId }, orderBy: { id: "asc" } })).then((rows) =>
    rows.map(({ title }) => title),
  );

describe("a fleet of 50 tenants", () => {
  it("gives 50 packs, each once, however often and out of order its event is delivered", async () => {
    const { first, ask } = await fleetOf(50);
    const { fleetRunId } = await ask();
    const id = BigInt(fleetRunId);
    const walks = await Promise.all([1, 2, 3, 4].map(() => walkFleet(id, now)));
    walks.push(...(await Promise.all([1, 2, 3, 4].map(() => walkFleet(id, now)))));
    await walkToEnd(fleetRunId);
    expect(walks.reduce((sum, walk) => sum + walk.done, 0)).toBe(50);
    const packs = await packsOf(first.workspaceId);
    expect(packs).toHaveLength(50);
    expect(packs.every((group) => group._count === 1)).toBe(true);
    const events = await inSystem((tx) => tx.outboxEvent.count({ where: { name: "review-pack/generate.requested" } }));
    expect(events).toBe(50);
    expect((await walkFleet(id, now)).done).toBe(0);
  });

  it("goes on where it was after a crash in the middle of a tenant", async () => {
    const { first, ask, actor } = await fleetOf(50);
    const { fleetRunId } = await ask();
    // The database refuses the 11th pack's event, as a crash between the pack and its event would leave it.
    await asOwner((client) =>
      client.query(`
        CREATE FUNCTION crash() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF (SELECT count(*) FROM review_packs p JOIN fleet_run_items i ON i.pack_id = p.id) % 50 = 10
          THEN RAISE EXCEPTION 'power cut'; END IF;
          RETURN NEW;
        END $$`),
    );
    await asOwner((client) =>
      client.query(`CREATE TRIGGER crash BEFORE INSERT ON outbox_events FOR EACH ROW EXECUTE FUNCTION crash()`),
    );
    await inSystem((tx) => tx.fleetRunItem.deleteMany({ where: { workspaceId: { not: first.workspaceId } } }));
    await expect(walkFleet(BigInt(fleetRunId), now)).rejects.toThrow();
    expect(await packsOf(first.workspaceId)).toHaveLength(10);
    await asOwner((client) => client.query(`DROP TRIGGER crash ON outbox_events`));
    await walkToEnd(fleetRunId);
    const packs = await packsOf(first.workspaceId);
    expect(packs).toHaveLength(50);
    expect(packs.every((group) => group._count === 1)).toBe(true);
    expect((await getFleet(actor, fleetRunId)).run.counts).toMatchObject({ all: 50, inProgress: 50, failed: 0 });
  });

  it("asks for a few at a time, and for more as packs end", async () => {
    const { ask, actor } = await fleetOf(20);
    const { fleetRunId } = await ask();
    expect(await walkSome(BigInt(fleetRunId), now, 12)).toEqual({ done: 12, isLeft: true });
    expect(await walkSome(BigInt(fleetRunId), now, 12)).toEqual({ done: 0, isLeft: true });
    const made = (await getFleet(actor, fleetRunId)).items.flatMap((item) => item.pack?.id ?? []);
    for (const packId of made.slice(0, 9)) await end(packId, "ready");
    expect(await walkSome(BigInt(fleetRunId), now, 12)).toEqual({ done: 8, isLeft: false });
  });

  it("is walked on by the sweep when its event was lost for good", async () => {
    const { ask, actor } = await fleetOf(3);
    const { fleetRunId } = await ask();
    await inSystem((tx) => tx.fleetRun.update({ where: { id: BigInt(fleetRunId) }, data: { createdAt: now } }));
    expect(await walkStalledFleets(later(1))).toBe(0);
    expect(await walkStalledFleets(later(6))).toBe(3);
    expect((await getFleet(actor, fleetRunId)).items.map((item) => item.outcome)).toEqual([
      "queued",
      "queued",
      "queued",
    ]);
  });
});

describe("the rules of a single pack hold for a fleet", () => {
  it("a stranger's tenant is not found, and nothing is made of the others", async () => {
    const { slugs, actor, first } = await fleetOf(2);
    const foreign = await buildTenant();
    const asked = requestPacks(actor, { tenants: [...slugs, foreign.slug], options }, now);
    await expect(asked).rejects.toMatchObject({
      code: "not_found",
      message: `The tenant ${foreign.slug} was not found.`,
    });
    const missing = requestPacks(actor, { tenants: ["no-such-tenant"], options }, now);
    await expect(missing).rejects.toMatchObject({
      code: "not_found",
      message: "The tenant no-such-tenant was not found.",
    });
    expect(await inSystem((tx) => tx.fleetRun.count({ where: { workspaceId: first.workspaceId } }))).toBe(0);
  });

  it("a member who may make packs for none of them is refused, one who may for some gets those", async () => {
    const { tenants, slugs, first } = await fleetOf(3);
    const operator = await buildUser({ role: "operator", tenant: first });
    await expect(requestPacks(operator, { tenants: slugs, options }, now)).rejects.toMatchObject({ code: "forbidden" });
    const one = tenants[1] as TenantRef;
    await inSystem((tx) =>
      tx.membership.create({
        data: { workspaceId: one.workspaceId, tenantId: one.id, userId: operator.userId, role: "manager" },
      }),
    );
    const { fleetRunId } = await requestPacks(operator, { tenants: slugs, options }, now);
    await walkToEnd(fleetRunId);
    const { items } = await getFleet(operator, fleetRunId);
    expect(items.filter((item) => item.outcome === "refused").map((item) => item.reason)).toEqual([
      "The role of whoever asked does not include review_pack.manage.",
      "The role of whoever asked does not include review_pack.manage.",
    ]);
    expect(items.find((item) => item.outcome === "queued")?.tenant).toBe(one.slug);
  });

  it("somebody demoted between the click and the walk gets nothing more", async () => {
    const { ask, actor } = await fleetOf(2);
    const { fleetRunId } = await ask();
    await inSystem((tx) => tx.membership.updateMany({ where: { userId: actor.userId }, data: { role: "readonly" } }));
    await walkToEnd(fleetRunId);
    expect((await getFleet(actor, fleetRunId)).run.counts).toMatchObject({ failed: 2, inProgress: 0 });
  });

  it("counts as one against the limit of six a minute", async () => {
    const { ask, actor, first } = await fleetOf(9);
    for (let i = 0; i < 6; i++) await ask();
    await expect(ask()).rejects.toMatchObject({ code: "rate_limited" });
    const single = requestPack(actor, { tenant: first.slug, options }, now);
    await expect(single).rejects.toMatchObject({ code: "rate_limited" });
  });

  it("the same form sent twice at once makes one run", async () => {
    const { ask, first } = await fleetOf(2);
    const idempotencyKey = crypto.randomUUID();
    const answers = await Promise.all([1, 2, 3, 4].map(() => ask({ idempotencyKey })));
    expect(new Set(answers.map((answer) => answer.fleetRunId)).size).toBe(1);
    expect(answers.filter((answer) => answer.isNew)).toHaveLength(1);
    expect(await inSystem((tx) => tx.fleetRun.count({ where: { workspaceId: first.workspaceId } }))).toBe(1);
  });

  it("tenants with few findings come before a large one", async () => {
    const { tenants, ask } = await fleetOf(3);
    for (let i = 0; i < 3; i++) await buildFinding({ tenant: tenants[0] as TenantRef });
    const { fleetRunId } = await ask();
    const rows = await inSystem((tx) =>
      tx.fleetRunItem.findMany({ where: { fleetRunId: BigInt(fleetRunId) }, orderBy: { id: "asc" } }),
    );
    expect(rows.at(-1)?.tenantId).toBe(tenants[0]?.id);
  });
});

describe("after the walk", () => {
  it("only what failed or was refused is tried again, once, and pressing twice finds nothing left", async () => {
    const { ask, actor, tenants } = await fleetOf(4);
    const { fleetRunId } = await ask();
    await walkToEnd(fleetRunId);
    const { items } = await getFleet(actor, fleetRunId);
    const packs = items.map((item) => item.pack?.id ?? "");
    await end(packs[0] as string, "failed");
    await end(packs[1] as string, "ready");
    const again = await retryFleet(actor, { fleetRunId }, later(2));
    await walkToEnd(again.fleetRunId);
    const retried = await getFleet(actor, again.fleetRunId);
    expect(retried.items.map((item) => [item.tenant, item.outcome])).toEqual([[items[0]?.tenant, "queued"]]);
    expect(retried.run.retryOfId).toBe(fleetRunId);
    await expect(retryFleet(actor, { fleetRunId }, later(4))).rejects.toMatchObject({ code: "conflict" });
    const failed = (await getFleet(actor, fleetRunId)).items.find((item) => item.pack?.status === "failed");
    expect(failed).toMatchObject({ retriedInId: again.fleetRunId, reason: "The disk is full." });
    const counted = await inSystem((tx) =>
      tx.reviewPack.count({ where: { tenantId: { in: tenants.map((t) => t.id) } } }),
    );
    expect(counted).toBe(5);
  });

  it("two people who press it at once make one retry", async () => {
    const { ask, actor, first } = await fleetOf(2);
    const other = await buildUser({ role: "owner", tenant: first });
    const { fleetRunId } = await ask();
    await walkToEnd(fleetRunId);
    for (const item of (await getFleet(actor, fleetRunId)).items) await end(item.pack?.id ?? "", "failed");
    const presses = await Promise.allSettled([actor, other].map((one) => retryFleet(one, { fleetRunId }, later(2))));
    expect(presses.map((press) => press.status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("whoever asked is told once when all packs have ended, and of no single pack", async () => {
    const { ask, actor } = await fleetOf(3);
    const { fleetRunId } = await ask();
    await endFleets(now);
    await walkToEnd(fleetRunId);
    const packs = (await getFleet(actor, fleetRunId)).items.map((item) => item.pack?.id ?? "");
    await end(packs[0] as string, "ready");
    await end(packs[1] as string, "failed");
    await endFleets(now);
    expect(await titlesFor(actor.userId)).toEqual(["Review packs for 3 tenants queued"]);
    await end(packs[2] as string, "ready");
    await Promise.all([endFleets(now), endFleets(now), endFleets(now)]);
    expect(await titlesFor(actor.userId)).toEqual([
      "Review packs for 3 tenants queued",
      "1 of the review packs for 3 tenants failed",
    ]);
  });

  it("is seen by the members of its tenants only, each seeing the tenants that are theirs", async () => {
    const { ask, first, tenants } = await fleetOf(3);
    const { fleetRunId } = await ask();
    const narrow = await buildUser({ role: "readonly", tenant: first, on: "tenant" });
    expect((await getFleet(narrow, fleetRunId)).items.map((item) => item.tenant)).toEqual([first.slug]);
    expect((await listFleets(narrow)).runs.map((run) => [run.id, run.counts.all])).toEqual([[fleetRunId, 1]]);
    const stranger = await buildUser({ role: "owner", tenant: await buildTenant() });
    await expect(getFleet(stranger, fleetRunId)).rejects.toMatchObject({ code: "not_found" });
    expect((await listFleets(stranger)).runs).toEqual([]);
    expect(await mayFollowFleet(stranger, BigInt(fleetRunId))).toBe(false);
    await expect(retryFleet(stranger, { fleetRunId }, now)).rejects.toMatchObject({ code: "not_found" });
    expect(tenants).toHaveLength(3);
  });
});
