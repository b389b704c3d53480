import { describe, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { setEnvironment } from "@/lib/env";
import { requestPack } from "@/lib/review-packs/request-pack";
import type { Prisma } from "@/prisma/client/client";
import { buildFinding, buildPack, buildTenant, buildUser } from "../factories";

const now = new Date("2026-11-20T12:00:00Z");
const options = { includePii: true, includeOperations: true };

async function manager() {
  const tenant = await buildTenant();
  const actor = await buildUser({ role: "manager", tenant });
  const ask = (more: object = {}) => requestPack(actor, { tenant: tenant.slug, options, ...more }, now);
  const end = async (packs: string | Prisma.ReviewPackWhereInput, times: object = {}) => {
    const where = typeof packs === "string" ? { id: BigInt(packs) } : packs;
    await inSystem(async (tx) => {
      const file = {
        fileDisk: "exports",
        filePath: "packs/x.zip",
        fileSize: 1n,
        sha256: "a".repeat(64),
        generatedAt: now,
        expiresAt: new Date(now.getTime() + 1000),
        ...times,
      };
      await tx.reviewPack.updateMany({ where, data: { status: "generating" } });
      const making = { ...where, status: "generating" };
      await tx.reviewPack.updateMany({ where: making, data: { status: "ready", ...file } });
    });
  };
  return { tenant, actor, ask, end };
}

const countAll = (tenantId: bigint) =>
  inSystem(async (tx) => ({
    packs: await tx.reviewPack.count({ where: { tenantId } }),
    runs: await tx.operationRun.count({ where: { tenantId } }),
    events: await tx.outboxEvent.count({
      where: {
        eventId: { in: (await tx.reviewPack.findMany({ where: { tenantId } })).map((p) => `review-pack-${p.id}`) },
      },
    }),
    notifications: await tx.notification.count({ where: { tenantId } }),
  }));

describe("asking for a review pack", () => {
  it("makes a queued pack with its run, notification, event and audit, and says why", async () => {
    const { tenant, ask } = await manager();
    const answer = await ask();
    expect(answer).toMatchObject({
      outcome: "queued",
      reason: "The first review pack of this tenant.",
      pack: { status: "queued", tenant: tenant.slug },
    });
    expect(await countAll(tenant.id)).toEqual({ packs: 1, runs: 1, events: 1, notifications: 1 });
    const audit = await inSystem((tx) => tx.auditEvent.findMany({ where: { tenantId: tenant.id } }));
    expect(audit.map((row) => row.action)).toEqual(["review_pack.requested"]);
  });

  it("tells of the pack in progress, and makes nothing", async () => {
    const { tenant, ask } = await manager();
    const first = await ask();
    expect(await ask()).toMatchObject({ outcome: "already_in_progress", pack: { id: first.pack.id } });
    expect(await countAll(tenant.id)).toEqual({ packs: 1, runs: 1, events: 1, notifications: 1 });
  });

  it("tells of the ready pack with its date, and makes nothing", async () => {
    const { tenant, ask, end } = await manager();
    const first = await ask();
    await end(first.pack.id);
    expect(await ask()).toMatchObject({
      outcome: "already_available",
      reason: `Nothing has changed since review pack #${first.pack.id} of 20 November 2026.`,
      pack: { id: first.pack.id },
    });
    expect(await countAll(tenant.id)).toEqual({ packs: 1, runs: 1, events: 1, notifications: 1 });
  });

  it("makes a new one when a finding has changed, with the lineage", async () => {
    const { tenant, ask, end } = await manager();
    const first = await ask();
    await end(first.pack.id);
    await buildFinding({ tenant });
    const second = await ask();
    expect(second).toMatchObject({ outcome: "queued", pack: { previousFingerprint: first.pack.fingerprint } });
    expect(second.reason).toBe(`Findings changed since #${first.pack.id}.`);
  });

  it("does not let a ready pack whose time has passed hold the slot", async () => {
    const { actor, tenant, ask, end } = await manager();
    const first = await ask();
    await end(first.pack.id);
    const later = await requestPack(actor, { tenant: tenant.slug, options }, new Date(now.getTime() + 2000));
    expect(later).toMatchObject({
      outcome: "queued",
      reason: `Review pack #${first.pack.id} has expired; nothing else has changed since.`,
    });
  });

  it("nor when more packs of the tenant than one pass ends ran out before it", async () => {
    const { actor, tenant, ask, end } = await manager();
    const first = await ask();
    await end(first.pack.id);
    const asked = Array.from({ length: 101 }, (_, index) => ({
      workspaceId: tenant.workspaceId,
      tenantId: tenant.id,
      fingerprint: index.toString(16).padStart(64, "0"),
    }));
    await inSystem((tx) => tx.reviewPack.createMany({ data: asked }));
    const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
    await end({ tenantId: tenant.id, status: "queued" }, { generatedAt: ago(9), expiresAt: ago(1) });
    const later = new Date(now.getTime() + 2000);
    const answer = await requestPack(actor, { tenant: tenant.slug, options }, later);
    expect(answer.outcome).toBe("queued");
    const statusOf = (id: string) => inSystem((tx) => tx.reviewPack.findUniqueOrThrow({ where: { id: BigInt(id) } }));
    expect(await statusOf(first.pack.id)).toMatchObject({ status: "expired", endedAt: later });
    const expired = await inSystem((tx) =>
      tx.auditEvent.findMany({ where: { tenantId: tenant.id, action: "review_pack.expired" } }),
    );
    expect(expired).toHaveLength(101);
    expect(expired.map(({ subjectId }) => subjectId)).toContain(first.pack.id);
  });

  it("a failed pack with the same content is no obstacle", async () => {
    const { tenant, ask } = await manager();
    await buildPack({ tenant, status: "failed" });
    expect((await ask()).outcome).toBe("queued");
  });

  it("the same form sent twice at once makes one pack and says queued both times", async () => {
    const { tenant, ask } = await manager();
    const idempotencyKey = "4e5bd51e-90a4-4c8b-a7cd-2d9d3f9ef3f1";
    const answers = await Promise.all([ask({ idempotencyKey }), ask({ idempotencyKey })]);
    expect(new Set(answers.map((answer) => answer.pack.id)).size).toBe(1);
    expect((await ask({ idempotencyKey })).outcome).toBe("queued");
    expect((await countAll(tenant.id)).packs).toBe(1);
  });

  it("a form kept open does not bring back the pack of older content", async () => {
    const { tenant, ask, end } = await manager();
    const idempotencyKey = "f2e1c6a8-6f0f-4b3c-8f75-3b1d0a8a1a11";
    const first = await ask({ idempotencyKey });
    await end(first.pack.id);
    await inSystem((tx) =>
      tx.reviewPack.update({
        where: { id: BigInt(first.pack.id) },
        data: { createdAt: new Date(now.getTime() - 3_600_000) },
      }),
    );
    await buildFinding({ tenant });
    expect(await ask({ idempotencyKey })).toMatchObject({ outcome: "queued" });
    expect((await countAll(tenant.id)).packs).toBe(2);
  });

  it("300 identical requests at once make one pack, one run, one event", async () => {
    const { tenant, ask } = await manager();
    const answers = await Promise.all(Array.from({ length: 300 }, () => ask()));
    const outcomes = answers.map((answer) => answer.outcome);
    expect(outcomes.filter((outcome) => outcome === "queued")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "already_in_progress")).toHaveLength(299);
    expect(await countAll(tenant.id)).toEqual({ packs: 1, runs: 1, events: 1, notifications: 1 });
  });

  it("with and without people's data are two packs, and each is found again", async () => {
    const { tenant, ask } = await manager();
    const options = { includePii: false, includeOperations: true };
    expect((await ask()).outcome).toBe("queued");
    const without = await ask({ options });
    expect(without.outcome).toBe("queued");
    expect(await ask({ options })).toMatchObject({ outcome: "already_in_progress", pack: { id: without.pack.id } });
    expect((await countAll(tenant.id)).packs).toBe(2);
  });

  it("limits how many packs one person starts in a minute", async () => {
    setEnvironment({ TENANTPILOT_GENERATE_LIMIT_PER_MINUTE: "2" });
    const { tenant, ask } = await manager();
    for (let i = 0; i < 2; i++) {
      expect((await ask()).outcome).toBe("queued");
      await buildFinding({ tenant });
    }
    await expect(ask()).rejects.toMatchObject({ code: "rate_limited", retryAfterSeconds: 60 });
    expect((await countAll(tenant.id)).packs).toBe(2);
    setEnvironment({ TENANTPILOT_GENERATE_LIMIT_PER_MINUTE: "6" });
  });

  it("limits how many packs of one tenant all of its people start in a minute; being told of one counts nothing", async () => {
    setEnvironment({ TENANTPILOT_GENERATE_TENANT_LIMIT_PER_MINUTE: "2" });
    try {
      const { tenant, ask } = await manager();
      const another = await buildUser({ role: "owner", tenant });
      const askToo = (at = now) => requestPack(another, { tenant: tenant.slug, options }, at);
      expect((await ask()).outcome).toBe("queued");
      const told = await Promise.all(Array.from({ length: 50 }, (_, at) => (at % 2 ? ask() : askToo())));
      expect(new Set(told.map(({ outcome }) => outcome))).toEqual(new Set(["already_in_progress"]));
      await buildFinding({ tenant });
      expect((await askToo()).outcome).toBe("queued");
      await buildFinding({ tenant });
      for (const third of [ask, askToo])
        await expect(third()).rejects.toMatchObject({
          code: "rate_limited",
          status: 429,
          retryAfterSeconds: 60,
          message: "New packs of this tenant were asked for more than 2 times in 60 seconds.",
        });
      expect((await countAll(tenant.id)).packs).toBe(2);
      expect((await askToo(new Date(now.getTime() + 60_000))).outcome).toBe("queued");
      const elsewhere = await manager();
      expect((await elsewhere.ask()).outcome).toBe("queued");
    } finally {
      setEnvironment({ TENANTPILOT_GENERATE_TENANT_LIMIT_PER_MINUTE: "60" });
    }
  });

  it("does not limit the operator at the command line", async () => {
    setEnvironment({ TENANTPILOT_GENERATE_LIMIT_PER_MINUTE: "1", TENANTPILOT_GENERATE_TENANT_LIMIT_PER_MINUTE: "1" });
    try {
      const tenant = await buildTenant();
      for (let at = 0; at < 3; at++) {
        const asked = { tenant: tenant.slug, options };
        expect((await requestPack({ kind: "operator", name: "operator" }, asked, now)).outcome).toBe("queued");
        await buildFinding({ tenant });
      }
    } finally {
      setEnvironment({
        TENANTPILOT_GENERATE_LIMIT_PER_MINUTE: "6",
        TENANTPILOT_GENERATE_TENANT_LIMIT_PER_MINUTE: "60",
      });
    }
  });
});

describe("who may ask", () => {
  it.each(["operator", "readonly"] as const)("%s may not, and is told so", async (role) => {
    const tenant = await buildTenant();
    const actor = await buildUser({ role, tenant });
    await expect(requestPack(actor, { tenant: tenant.slug, options }, now)).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  it("a stranger is told that there is no such tenant, in the words for one that does not exist", async () => {
    const tenant = await buildTenant();
    const stranger = await buildUser({ role: "owner", tenant: await buildTenant() });
    await expect(requestPack(stranger, { tenant: tenant.slug, options }, now)).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(requestPack(stranger, { tenant: "nowhere", options }, now)).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("a manager of one tenant only may ask there and not next door", async () => {
    const tenant = await buildTenant();
    const nextDoor = await buildTenant({ workspaceId: tenant.workspaceId });
    const actor = await buildUser({ role: "manager", tenant, on: "tenant" });
    expect((await requestPack(actor, { tenant: tenant.slug, options }, now)).outcome).toBe("queued");
    await expect(requestPack(actor, { tenant: nextDoor.slug, options }, now)).rejects.toMatchObject({
      code: "not_found",
    });
  });
});
