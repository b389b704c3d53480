import { describe, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { claimPack } from "@/lib/review-packs/lifecycle";
import { reap } from "@/lib/review-packs/recovery";
import { generateRequested } from "@/lib/review-packs/request-pack";
import { buildOperationRun, buildPack, buildTenant, buildUser, sha256 } from "../factories";

const now = new Date();
const minutes = (n: number) => new Date(now.getTime() + n * 60_000);
const row = (id: bigint) => inSystem((tx) => tx.reviewPack.findUniqueOrThrow({ where: { id } }));

/** The reaper's events for a pack; they count as sent, as the relay leaves them. */
async function sentAgain(id: bigint): Promise<number> {
  await inSystem((tx) => tx.outboxEvent.updateMany({ data: { sentAt: now } }));
  return inSystem((tx) => tx.outboxEvent.count({ where: { eventId: { startsWith: `review-pack-${id}-again-` } } }));
}

const breakOff = (id: bigint, at: Date) =>
  inSystem((tx) => tx.reviewPack.update({ where: { id }, data: { leaseExpiresAt: at } }));

describe("the reaper", () => {
  it("sends a pack again that has been queued for too long, and leaves a fresh one alone", async () => {
    const stuck = await buildPack({ status: "queued", createdAt: minutes(-6) });
    const fresh = await buildPack({ status: "queued" });
    await reap(now);
    await reap(minutes(1));
    expect([await sentAgain(stuck.id), await sentAgain(fresh.id)]).toEqual([1, 0]);
    await reap(minutes(6));
    expect(await sentAgain(stuck.id)).toBe(2);
  });

  it("sends a pack again whose lease has run out, and another run takes it over", async () => {
    const pack = await buildPack({ status: "generating", leaseExpiresAt: minutes(-1) });
    await reap(now);
    expect(await sentAgain(pack.id)).toBe(1);
    expect((await claimPack(pack.id, "run-2", now)).outcome).toBe("claimed");
  });

  it("leaves a pack to the relay whose event still waits to be sent", async () => {
    const pack = await buildPack({ status: "generating", leaseExpiresAt: minutes(-1) });
    const event = { eventId: `review-pack-${pack.id}-replay-x`, name: generateRequested };
    await inSystem((tx) => tx.outboxEvent.create({ data: { ...event, data: { packId: String(pack.id) } } }));
    await reap(now);
    expect(await sentAgain(pack.id)).toBe(0);
  });

  it("gives up a pack whose work was interrupted four times, with the reason, and names who ran it", async () => {
    const pack = await buildPack({ status: "generating", leaseExpiresAt: minutes(-1), resends: 3 });
    expect((await reap(now, { kind: "operator", name: "root" })).failed).toBeGreaterThanOrEqual(1);
    expect(await row(pack.id)).toMatchObject({ status: "failed", failureCode: "interrupted", endedAt: now });
    const events = await inSystem((tx) =>
      tx.auditEvent.findMany({ where: { action: "review_pack.failed", subjectId: String(pack.id) } }),
    );
    expect(events).toMatchObject([{ actorKind: "operator", actorName: "root" }]);
  });
});

describe("waiting is no interruption", () => {
  it("a pack that was sent again while it was queued begins at none when its work begins", async () => {
    const pack = await buildPack({ status: "queued", createdAt: minutes(-60) });
    for (const at of [-40, -30, -20, -10]) {
      await reap(minutes(at));
      await sentAgain(pack.id);
    }
    expect((await row(pack.id)).resends).toBe(4);
    await claimPack(pack.id, "run-1", now);
    expect(await row(pack.id)).toMatchObject({ resends: 0, resentAt: null });
    await breakOff(pack.id, minutes(1));
    await reap(minutes(2));
    expect(await row(pack.id)).toMatchObject({ status: "generating", resends: 1 });
    expect(await sentAgain(pack.id)).toBe(5);
  });

  it("a pack whose run waits for the tenant's other pack is not sent again while that run is heard of", async () => {
    const tenant = await buildTenant();
    const first = await buildPack({ tenant, status: "generating" });
    const queued = await buildPack({ tenant, status: "queued", createdAt: minutes(-30) });
    const brokenOff = await buildPack({ tenant, status: "generating", leaseExpiresAt: minutes(-1), resends: 3 });
    for (const at of [0, 4, 8, 12]) {
      await breakOff(first.id, minutes(at + 5));
      expect((await claimPack(queued.id, "run-2", minutes(at))).outcome).toBe("busy");
      expect((await claimPack(brokenOff.id, "run-3", minutes(at))).outcome).toBe("busy");
      await reap(minutes(at + 1));
    }
    expect([await sentAgain(queued.id), await sentAgain(brokenOff.id)]).toEqual([0, 0]);
    expect((await row(brokenOff.id)).status).toBe("generating");
    // Nothing has been heard of either run for a lease.
    await reap(minutes(18));
    expect([await sentAgain(queued.id), await sentAgain(brokenOff.id)]).toEqual([1, 1]);
  });

  it("work that broke off is counted once however long nobody takes it up; at the fourth time it is given up", async () => {
    const pack = await buildPack({ status: "generating", leaseExpiresAt: minutes(-1) });
    let at = 0;
    for (let interruption = 1; interruption <= 3; interruption++) {
      for (let again = 1; again <= 4; again++) {
        await reap(minutes(at));
        await sentAgain(pack.id);
        at += 6;
      }
      expect(await row(pack.id)).toMatchObject({ status: "generating", resends: interruption });
      expect((await claimPack(pack.id, `run-${interruption}`, minutes(at))).outcome).toBe("claimed");
      at += 6;
    }
    expect(await sentAgain(pack.id)).toBe(12);
    await reap(minutes(at));
    expect(await row(pack.id)).toMatchObject({ status: "failed", failureCode: "interrupted" });
  });
});

describe("who has not been told", () => {
  it("is told, however many packs of a fleet run have just ended, of which nobody is told one by one", async () => {
    const tenant = await buildTenant();
    const { workspaceId, id: tenantId } = tenant;
    const actor = await buildUser({ role: "manager", tenant });
    const run = await buildOperationRun({ tenant, type: "tenant.review_pack.generate" });
    const asked = { tenant, initiatedByUserId: actor.userId, operationRunId: run.id };
    const { tenant: _, ...fields } = asked;
    await inSystem(async (tx) => {
      const packs = await tx.reviewPack.createManyAndReturn({
        data: Array.from({ length: 210 }, (_, n) => ({
          ...fields,
          workspaceId,
          tenantId,
          fingerprint: sha256(`fleet ${n}`),
        })),
        select: { id: true },
      });
      const ids = packs.map(({ id }) => id);
      await tx.reviewPack.updateMany({ where: { id: { in: ids } }, data: { status: "generating" } });
      const failure = { status: "failed", failureCode: "test", failureReason: "It failed for the test." };
      await tx.reviewPack.updateMany({ where: { id: { in: ids } }, data: failure });
      const runs = await tx.fleetRun.createManyAndReturn({
        data: ids.map(() => ({ workspaceId, requestedByKind: "user", requestedByName: actor.name, options: {} })),
        select: { id: true },
      });
      await tx.fleetRunItem.createMany({
        data: runs.map(({ id: fleetRunId }, n) => ({
          fleetRunId,
          workspaceId,
          tenantId,
          outcome: "queued",
          packId: ids[n] ?? null,
        })),
      });
    });
    const pack = await buildPack({ ...asked, status: "failed" });
    await reap(new Date());
    const told = await inSystem((tx) => tx.notification.findMany({ where: { userId: actor.userId } }));
    expect(told.map(({ dedupeKey }) => dedupeKey)).toEqual([`review_pack:${pack.id}:ended`]);
  });
});
