import { describe, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { cancelPack, claimPack, expireOverdue, expirePack, failPack, publishPack } from "@/lib/review-packs/lifecycle";
import { buildOperationRun, buildPack, buildTenant, buildUser } from "../factories";
import { claimed, later, now, requested, row } from "./claimed-pack";

// Each edge of the state machine, and all that it leaves behind: the row, the run, its steps, the audit.

const file = { bytes: 4096, sha256: "b".repeat(64), summary: { findings_total: 3 } };
const failure = { code: "disk_full", reason: "The disk is full." };

/** What the audit says of a pack, the newest last. */
async function trailOf(id: bigint) {
  const rows = await inSystem((tx) =>
    tx.auditEvent.findMany({ where: { subjectType: "review_pack", subjectId: String(id) }, orderBy: { seq: "asc" } }),
  );
  const pack = await row(id);
  return rows.map(({ action, actorKind, actorName, outcome, workspaceId, tenantId, details }) => {
    expect([workspaceId, tenantId]).toEqual([pack.workspaceId, pack.tenantId]);
    return { action, actor: actorKind === "system" ? actorName : actorKind, outcome, details };
  });
}

/** Another pack that is being made: whatever becomes of the first, nothing becomes of this one. */
async function bystander() {
  const { id } = await claimed();
  const { updatedAt: _, ...before } = await row(id);
  return async () => {
    const { updatedAt: __, ...after } = await row(id);
    expect(after).toEqual(before);
  };
}

const stepsOf = async (id: bigint) => {
  const { operationRunId } = await row(id);
  const steps = await inSystem((tx) =>
    tx.operationStep.findMany({ where: { operationRunId: operationRunId ?? -1n }, orderBy: { id: "asc" } }),
  );
  return steps.map(({ runId, name, status, reason }) => ({ runId, name, status, reason }));
};

describe("a claim", () => {
  it("gives the row its token, its run and a lease of five minutes, and says that the work has begun", async () => {
    const { id, token } = await claimed();
    expect(await row(id)).toMatchObject({
      claimToken: token,
      claimRunId: "run-1",
      leaseExpiresAt: later(300),
      progress: { step: "claim", rowsDone: 0, rowsExpected: 0, at: now.toISOString() },
      operationRun: { status: "running", startedAt: now, inngestRunId: "run-1" },
    });
    expect(await stepsOf(id)).toEqual([{ runId: "run-1", name: "claim", status: "done", reason: null }]);
    expect((await trailOf(id)).at(-1)).toEqual({
      action: "review_pack.claimed",
      actor: "TenantPilot",
      outcome: "ok",
      details: { run: "run-1" },
    });
  });

  it("that is asked for again renews its own lease, and is written down once", async () => {
    const { id } = await claimed();
    const expectUntouched = await bystander();
    await claimPack(id, "run-1", later(200));
    await expectUntouched();
    expect((await row(id)).leaseExpiresAt).toEqual(later(500));
    expect((await trailOf(id)).filter(({ action }) => action === "review_pack.claimed")).toHaveLength(1);
  });

  it("of a lease that has run out is written down as resumed, and what the other run had open is interrupted", async () => {
    const { id } = await claimed();
    const { operationRunId, workspaceId, tenantId } = await row(id);
    const open = { workspaceId, tenantId, operationRunId: operationRunId ?? -1n, status: "running", startedAt: now };
    await inSystem((tx) =>
      tx.operationStep.createMany({
        data: [
          { ...open, runId: "run-1", name: "collect" },
          { ...open, runId: "run-2", name: "claim", status: "waiting" },
          { ...open, runId: "run-2", name: "collect" },
        ],
      }),
    );
    await claimPack(id, "run-2", later(301));
    expect(await stepsOf(id)).toEqual([
      { runId: "run-1", name: "claim", status: "done", reason: null },
      { runId: "run-1", name: "collect", status: "interrupted", reason: null },
      { runId: "run-2", name: "claim", status: "done", reason: null },
      { runId: "run-2", name: "collect", status: "running", reason: null },
    ]);
    expect((await trailOf(id)).at(-1)).toMatchObject({ action: "review_pack.resumed", details: { run: "run-2" } });
  });

  it("that has to wait for another pack of the tenant says so in its step, and leaves the pack queued", async () => {
    const { tenant } = await claimed();
    const run = await buildOperationRun({ tenant, status: "queued" });
    const other = await buildPack({ tenant, status: "queued", operationRunId: run.id });
    expect(await claimPack(other.id, "run-2", later(1))).toEqual({ outcome: "busy" });
    expect((await row(other.id)).status).toBe("queued");
    expect(await stepsOf(other.id)).toEqual([
      { runId: "run-2", name: "claim", status: "waiting", reason: "Another pack of the tenant is being made." },
    ]);
  });

  it("tells why there is none: who has it, that it has ended, that it is gone", async () => {
    const { id } = await claimed();
    const ready = await buildPack();
    expect(await claimPack(id, "run-2", later(1))).toEqual({
      outcome: "not_claimable",
      reason: `Another run is making review pack #${id}.`,
      hasEnded: false,
    });
    expect(await claimPack(ready.id, "run-2", now)).toEqual({
      outcome: "not_claimable",
      reason: `Review pack #${ready.id} is ready already.`,
      hasEnded: true,
    });
    expect(await claimPack(999_999n, "run-2", now)).toEqual({
      outcome: "not_claimable",
      reason: "Review pack #999999 was deleted.",
      hasEnded: false,
    });
  });
});

describe("a publication", () => {
  it("ends the lease and the progress, and writes down hash and size", async () => {
    const { id, token } = await claimed();
    const expectUntouched = await bystander();
    await publishPack(id, token, file, later(5));
    await expectUntouched();
    expect(await row(id)).toMatchObject({
      fileDisk: "exports",
      summary: file.summary,
      leaseExpiresAt: null,
      progress: {},
      operationRun: { completedAt: later(5) },
    });
    expect((await trailOf(id)).at(-1)).toEqual({
      action: "review_pack.published",
      actor: "TenantPilot",
      outcome: "ok",
      details: { sha256: file.sha256, bytes: 4096 },
    });
  });

  it("again is written down once, with another claim not at all, and of a pack that is gone is none", async () => {
    const { id, token } = await claimed();
    const stranger = "00000000-0000-4000-8000-000000000000";
    expect(await publishPack(id, stranger, file, later(4))).toBe(false);
    await publishPack(id, token, file, later(5));
    await publishPack(id, token, file, later(6));
    expect(await publishPack(id, stranger, file, later(7))).toBe(false);
    expect((await trailOf(id)).filter(({ action }) => action === "review_pack.published")).toHaveLength(1);
    expect(await publishPack(999_999n, token, file, now).catch(() => "refused")).not.toBe(true);
  });

  it("without a count of findings counts the bytes alone", async () => {
    const { id, token } = await claimed();
    await publishPack(id, token, { ...file, summary: { findings_total: "many" } }, later(5));
    expect((await row(id)).operationRun?.summaryCounts).toEqual({ bytes: 4096 });
  });
});

describe("a failure", () => {
  it("ends lease and progress, names the pack that took its place, and is written down with its code", async () => {
    const { id, tenant } = await claimed();
    const other = await buildPack({ tenant });
    const expectUntouched = await bystander();
    expect(await failPack(id, { ...failure, supersededById: other.id }, later(5))).toBe(true);
    expect(await row(id)).toMatchObject({
      failureCode: "disk_full",
      supersededById: other.id,
      leaseExpiresAt: null,
      progress: {},
      operationRun: { status: "completed", outcome: "failed", failureReason: failure.reason, completedAt: later(5) },
    });
    await expectUntouched();
    expect((await trailOf(id)).at(-1)).toEqual({
      action: "review_pack.failed",
      actor: "TenantPilot",
      outcome: "failed",
      details: { code: "disk_full" },
    });
  });

  it("of one claim or run leaves a queued pack, and one that another holds, alone", async () => {
    const queued = await requested();
    expect(await failPack(queued.id, failure, now, { claimRunId: "run-1" })).toBe(false);
    expect((await row(queued.id)).status).toBe("queued");
    const { id, token } = await claimed();
    expect(await failPack(id, failure, now, { claimRunId: "run-9" })).toBe(false);
    expect(await failPack(id, failure, now, { claimToken: token })).toBe(true);
  });

  it("of a ready pack changes nothing", async () => {
    const ready = await buildPack();
    expect(await failPack(ready.id, failure, now)).toBe(false);
    expect((await row(ready.id)).status).toBe("ready");
    expect(await trailOf(ready.id)).toEqual([]);
  });
});

describe("a cancellation", () => {
  it("ends the run as cancelled by its name, and is written down as theirs", async () => {
    const { id, tenant, actor } = await claimed();
    await cancelPack(actor, tenant.slug, id, later(5));
    expect(await row(id)).toMatchObject({
      status: "failed",
      failureCode: "cancelled",
      failureReason: `Cancelled by ${actor.name}.`,
      supersededById: null,
      operationRun: { outcome: "cancelled", cancelledByName: actor.name },
    });
    expect((await trailOf(id)).at(-1)).toMatchObject({
      action: "review_pack.cancelled",
      actor: "user",
      outcome: "ok",
      details: { code: "cancelled" },
    });
  });

  it("pressed twice is one, and of a pack that has ended otherwise is refused with its state", async () => {
    const { id, tenant, actor } = await claimed();
    await cancelPack(actor, tenant.slug, id, later(5));
    await cancelPack(actor, tenant.slug, id, later(6));
    expect((await trailOf(id)).filter(({ action }) => action === "review_pack.cancelled")).toHaveLength(1);
    const ready = await buildPack({ tenant });
    await expect(cancelPack(actor, tenant.slug, ready.id, now)).rejects.toMatchObject({
      code: "conflict",
      message: `Review pack #${ready.id} is ready already, so it cannot be cancelled.`,
      next: "Reload the page to see how it is now.",
    });
  });
});

describe("an expiry", () => {
  it("takes the oldest first, no more than were asked for, and of one tenant where one is asked for", async () => {
    const tenant = await buildTenant();
    const overdue = (seconds: number, of = tenant) =>
      buildPack({ tenant: of, generatedAt: later(-9000), expiresAt: later(-seconds) });
    const [newer, oldest] = [await overdue(100), await overdue(300)];
    const elsewhere = await overdue(900, await buildTenant());
    const fresh = await buildPack({ tenant, generatedAt: later(-9000), expiresAt: later(1) });
    const expire = (limit: number) => inSystem((tx) => expireOverdue(tx, { tenantId: tenant.id, limit }, now));
    expect(await expire(1)).toEqual([oldest.id]);
    expect(await expire(9)).toEqual([newer.id]);
    expect([(await row(elsewhere.id)).status, (await row(fresh.id)).status]).toEqual(["ready", "ready"]);
    expect(await trailOf(oldest.id)).toEqual([
      { action: "review_pack.expired", actor: "TenantPilot", outcome: "ok", details: {} },
    ]);
  });

  it("by a person is written down as theirs; a pack on legal hold says that it is", async () => {
    const tenant = await buildTenant();
    const actor = await buildUser({ role: "manager", tenant });
    const [pack, held] = [await buildPack({ tenant }), await buildPack({ tenant, isLegalHold: true })];
    await expirePack(actor, tenant.slug, pack.id, now);
    expect((await trailOf(pack.id)).at(-1)).toMatchObject({ action: "review_pack.expired", actor: "user" });
    await expect(expirePack(actor, tenant.slug, held.id, now)).rejects.toMatchObject({
      code: "conflict",
      message: `Review pack #${held.id} is on legal hold, so it cannot be expired.`,
      next: "Reload the page to see how it is now.",
    });
    expect((await row(held.id)).status).toBe("ready");
  });
});
