import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { cancelOperation, replayOperation } from "@/lib/operation-control/control-operation";
import { claimPack, publishPack } from "@/lib/review-packs/lifecycle";
import { requestPack } from "@/lib/review-packs/request-pack";
import type { TenantRef } from "@/lib/tenants/tenants";
import { buildOperationRun, buildPack, buildTenant, buildUser, type UserActor } from "@/tests/factories";

const now = new Date("2026-11-20T12:00:00Z");
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const options = { includePii: true, includeOperations: true };
const file = { bytes: 4096, sha256: "b".repeat(64), summary: { findings_total: 3 } };
const row = (id: bigint) =>
  inSystem((tx) => tx.reviewPack.findUniqueOrThrow({ where: { id }, include: { operationRun: true } }));
const eventsOf = (id: bigint) =>
  inSystem((tx) => tx.outboxEvent.findMany({ where: { data: { path: ["packId"], equals: String(id) } } }));
const told = (user: UserActor) =>
  inSystem((tx) => tx.notification.findMany({ where: { userId: user.userId }, orderBy: { id: "asc" } }));

async function queued() {
  const tenant = await buildTenant();
  const actor = await buildUser({ role: "manager", tenant });
  const { pack } = await requestPack(actor, { tenant: tenant.slug, options }, now);
  return { tenant, actor, id: BigInt(pack.id), operationId: pack.operationRunId ?? "" };
}

async function generating() {
  const asked = await queued();
  const answer = await claimPack(asked.id, "run-1", now);
  if (answer.outcome !== "claimed") throw new Error(answer.outcome);
  return { ...asked, token: answer.claimToken };
}

const replay = (actor: UserActor, tenant: TenantRef, operationId: string, key: string = randomUUID(), at = now) =>
  replayOperation(actor, tenant.slug, { operationId, key }, at);

describe("cancelling a review pack", () => {
  it("that is queued claims and fails it in one transaction, and tells its person once", async () => {
    const { tenant, actor, id, operationId } = await queued();
    await cancelOperation(actor, tenant.slug, operationId, later(5));
    expect(await row(id)).toMatchObject({
      status: "failed",
      failureCode: "cancelled",
      failureReason: `Cancelled by ${actor.name}.`,
      operationRun: { status: "completed", outcome: "cancelled", completedAt: later(5) },
    });
    expect((await told(actor)).map(({ kind }) => kind)).toEqual(["operation.queued", "operation.failed"]);
    expect((await claimPack(id, "run-1", later(6))).outcome).toBe("not_claimable");
  });

  it("keeps the name of who did it out of what goes into packs", async () => {
    const { tenant, actor, operationId } = await queued();
    await cancelOperation(actor, tenant.slug, operationId, now);
    const run = await inSystem((tx) => tx.operationRun.findUniqueOrThrow({ where: { id: BigInt(operationId) } }));
    expect([run.failureReason, run.cancelledByName]).toEqual(["Cancelled.", actor.name]);
  });

  it("is in the audit under the name of who did it", async () => {
    const { tenant, actor, id, operationId } = await queued();
    await cancelOperation(actor, tenant.slug, operationId, now);
    const events = await inSystem((tx) =>
      tx.auditEvent.findMany({ where: { subjectType: "review_pack", subjectId: String(id) }, orderBy: { seq: "asc" } }),
    );
    expect(events.map(({ action, actorName }) => [action, actorName])).toEqual([
      ["review_pack.requested", actor.name],
      ["review_pack.cancelled", actor.name],
    ]);
  });

  it("and publishing it at the same moment: exactly one wins", async () => {
    const wins = { cancelled: 0, published: 0 };
    for (let round = 0; round < 6; round++) {
      const { tenant, actor, id, operationId, token } = await generating();
      const cancel = () =>
        cancelOperation(actor, tenant.slug, operationId, later(9)).then(
          () => true,
          () => false,
        );
      const publish = () => publishPack(id, token, file, later(9));
      const [first, second] = round % 2 ? [cancel, publish] : [publish, cancel];
      const results = await Promise.all([first(), second()]);
      expect(results.filter(Boolean)).toHaveLength(1);
      const { status, operationRun } = await row(id);
      expect([status, operationRun?.outcome]).toEqual(
        status === "ready" ? ["ready", "succeeded"] : ["failed", "cancelled"],
      );
      wins[status === "ready" ? "published" : "cancelled"] += 1;
    }
    expect(wins.cancelled + wins.published).toBe(6);
  });

  it("and claiming it at the same moment ends it either way", async () => {
    for (let round = 0; round < 4; round++) {
      const { tenant, actor, id, operationId } = await queued();
      await Promise.all([claimPack(id, "run-1", now), cancelOperation(actor, tenant.slug, operationId, now)]);
      expect(await row(id)).toMatchObject({ status: "failed", failureCode: "cancelled" });
    }
  });

  it("twice at once cancels once, and both are told that it is cancelled", async () => {
    const { tenant, actor, id, operationId } = await generating();
    const cancel = () => cancelOperation(actor, tenant.slug, operationId, now);
    await Promise.all([cancel(), cancel()]);
    expect(await told(actor)).toHaveLength(2);
    const cancelled = { subjectId: String(id), action: "review_pack.cancelled" };
    expect(await inSystem((tx) => tx.auditEvent.count({ where: cancelled }))).toBe(1);
  });

  it("that is ready is refused, with why", async () => {
    const { tenant, actor, id, operationId, token } = await generating();
    await publishPack(id, token, file, now);
    await expect(cancelOperation(actor, tenant.slug, operationId, now)).rejects.toMatchObject({
      code: "conflict",
      message: `Review pack #${id} is ready already, so it cannot be cancelled.`,
    });
  });

  it.each(["operator", "readonly"] as const)(
    "is refused to the role %s, and to a stranger it does not exist",
    async (role) => {
      const { tenant, id, operationId } = await queued();
      for (const [actor, code] of [
        [await buildUser({ role, tenant }), "forbidden"],
        [await buildUser({ role: "owner", tenant: await buildTenant() }), "not_found"],
      ] as const) {
        await expect(cancelOperation(actor, tenant.slug, operationId, now)).rejects.toMatchObject({ code });
        await expect(replay(actor, tenant, operationId)).rejects.toMatchObject({ code });
      }
      expect((await row(id)).status).toBe("queued");
    },
  );
});

describe("replaying a review pack", () => {
  it("that is queued sends its event again, once for each press", async () => {
    const { tenant, actor, id, operationId } = await queued();
    for (const key of ["one", "one", "two"])
      expect(await replay(actor, tenant, operationId, key)).toEqual({ outcome: "sent_again", operationId });
    expect((await eventsOf(id)).map(({ eventId }) => eventId).sort()).toEqual([
      `review-pack-${id}`,
      `review-pack-${id}-replay-one`,
      `review-pack-${id}-replay-two`,
    ]);
  });

  it("that is being made does nothing before its lease has run out, and then sends its event", async () => {
    const { tenant, actor, id, operationId } = await generating();
    expect((await replay(actor, tenant, operationId)).outcome).toBe("being_made");
    expect(await eventsOf(id)).toHaveLength(1);
    expect((await replay(actor, tenant, operationId, "key", later(301))).outcome).toBe("resumed");
    expect(await eventsOf(id)).toHaveLength(2);
  });

  it("that is ready asks for its file to be read again, and that event is known as a replay", async () => {
    const { tenant, actor, id, operationId, token } = await generating();
    await publishPack(id, token, file, now);
    expect((await replay(actor, tenant, operationId, "key")).outcome).toBe("reading_again");
    const sent = (await eventsOf(id)).find(({ eventId }) => eventId.endsWith("-replay-key"));
    expect(sent?.firstRunId).not.toBeNull();
  });

  it("that is ready and past its date makes a new one, before any sweep has come by", async () => {
    const { tenant, actor, id, operationId, token } = await generating();
    await publishPack(id, token, file, now);
    expect((await replay(actor, tenant, operationId, "key", later(91 * 86_400))).outcome).toBe("made");
    expect((await row(id)).status).toBe("expired");
  });

  it("that failed makes a new one for the person who asked for it, not for who pressed", async () => {
    const { tenant, actor, id, operationId } = await queued();
    await cancelOperation(actor, tenant.slug, operationId, now);
    const other = await buildUser({ role: "owner", tenant });
    const answer = await replay(other, tenant, operationId);
    expect(answer.outcome).toBe("made");
    const made = await inSystem((tx) =>
      tx.reviewPack.findFirstOrThrow({ where: { replayOfId: id }, include: { operationRun: true } }),
    );
    expect(made).toMatchObject({ initiatedByUserId: actor.userId, operationRun: { initiatedByUserId: actor.userId } });
    expect(answer.operationId).toBe(String(made.operationRunId));
    const replayed = await inSystem((tx) =>
      tx.auditEvent.findFirstOrThrow({ where: { action: "review_pack.replayed", subjectId: String(id) } }),
    );
    expect([replayed.actorName, replayed.details]).toEqual([other.name, { outcome: "made", pack: String(made.id) }]);
  });

  it("ten times at once with forms of their own makes one", async () => {
    const { tenant, actor, id, operationId } = await queued();
    await cancelOperation(actor, tenant.slug, operationId, now);
    const answers = await Promise.all(Array.from({ length: 10 }, () => replay(actor, tenant, operationId)));
    expect(answers.filter(({ outcome }) => outcome === "made")).toHaveLength(1);
    expect(answers.filter(({ outcome }) => outcome === "already_in_progress")).toHaveLength(9);
    expect(await inSystem((tx) => tx.reviewPack.count({ where: { replayOfId: id } }))).toBe(1);
  });

  it("with the same form again is the same pack, also when that one has failed meanwhile", async () => {
    const { tenant, actor, operationId } = await queued();
    await cancelOperation(actor, tenant.slug, operationId, now);
    const first = await replay(actor, tenant, operationId, "a form");
    await cancelOperation(actor, tenant.slug, first.operationId, now);
    expect(await replay(actor, tenant, operationId, "a form")).toEqual(first);
    expect((await replay(actor, tenant, operationId, "another form")).operationId).not.toBe(first.operationId);
  });

  it("takes a ticket of whoever presses", async () => {
    const { tenant, actor, operationId } = await queued();
    await cancelOperation(actor, tenant.slug, operationId, now);
    const other = await buildUser({ role: "manager", tenant });
    let current = operationId;
    for (let press = 0; press < 6; press++) {
      current = (await replay(other, tenant, current)).operationId;
      await cancelOperation(other, tenant.slug, current, now);
    }
    await expect(replay(other, tenant, current)).rejects.toMatchObject({ code: "rate_limited" });
    expect((await replay(actor, tenant, current)).outcome).toBe("made");
  });

  it("of the operator's at the command line stays the operator's", async () => {
    const tenant = await buildTenant();
    const operator = { kind: "operator", name: "operator" } as const;
    const { pack } = await requestPack(operator, { tenant: tenant.slug, options }, now);
    const manager = await buildUser({ role: "manager", tenant });
    await cancelOperation(manager, tenant.slug, pack.operationRunId ?? "", now);
    const { outcome, operationId } = await replay(manager, tenant, pack.operationRunId ?? "");
    const run = await inSystem((tx) => tx.operationRun.findUniqueOrThrow({ where: { id: BigInt(operationId) } }));
    expect([outcome, run.initiatedByName, run.initiatedByUserId]).toEqual(["made", "operator", null]);
  });
});

it("a run whose pack was deleted can be neither cancelled nor replayed, and says so", async () => {
  const tenant = await buildTenant();
  const actor = await buildUser({ role: "owner", tenant });
  const run = await buildOperationRun({ tenant, type: "tenant.review_pack.generate" });
  const deleted = { code: "conflict", message: expect.stringContaining("deleted") };
  await expect(cancelOperation(actor, tenant.slug, String(run.id), now)).rejects.toMatchObject(deleted);
  await expect(replay(actor, tenant, String(run.id))).rejects.toMatchObject(deleted);
  const pack = await buildPack({ tenant: await buildTenant(), status: "queued" });
  await expect(cancelOperation(actor, tenant.slug, String(pack.id + 9_999n), now)).rejects.toMatchObject({
    code: "not_found",
  });
});
