import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { adoptInputs, reportProgress } from "@/lib/review-packs/claim";
import { deletePack } from "@/lib/review-packs/delete-pack";
import type { PackInputs } from "@/lib/review-packs/fingerprint";
import { claimPack, expireOverdue, expirePack, failPack, publishPack } from "@/lib/review-packs/lifecycle";
import { notifyEnd } from "@/lib/review-packs/notify-end";
import { buildPack, buildTenant, buildUser, sha256 } from "../factories";
import { claimed, later, now, requested, row } from "./claimed-pack";

const file = { bytes: 4096, sha256: "b".repeat(64), summary: { findings_total: 3 } };
const inputs = { findings: { count: 0 } } as unknown as PackInputs;

describe("claim", () => {
  it("makes the pack generating and its run running", async () => {
    const { id } = await claimed();
    const pack = await row(id);
    expect([pack.status, pack.operationRun?.status]).toEqual(["generating", "running"]);
  });

  it("of two claimers at once one wins", async () => {
    const { id } = await requested();
    const answers = await Promise.all([claimPack(id, "run-1", now), claimPack(id, "run-2", now)]);
    expect(answers.map((answer) => answer.outcome).sort()).toEqual(["claimed", "not_claimable"]);
  });

  it("asked again by the same run gives the same claim, because the answer may have been lost", async () => {
    const { id, token } = await claimed();
    expect(await claimPack(id, "run-1", later(1))).toEqual({ outcome: "claimed", claimToken: token });
  });

  it("takes over a pack whose lease has run out, and the late worker can change nothing", async () => {
    const { id, token } = await claimed();
    const second = await claimPack(id, "run-2", later(301));
    expect(second.outcome).toBe("claimed");
    await expect(
      reportProgress(id, token, { step: "collect", rowsDone: 1, rowsExpected: 2 }, later(302)),
    ).rejects.toMatchObject({ code: "conflict" });
    expect(await publishPack(id, token, file, later(303))).toBe(false);
    expect(await failPack(id, { code: "late", reason: "Late." }, later(304), { claimToken: token })).toBe(false);
    expect((await row(id)).status).toBe("generating");
  });

  it("progress renews the lease", async () => {
    const { id, token } = await claimed();
    await reportProgress(id, token, { step: "collect", rowsDone: 1, rowsExpected: 2 }, later(200));
    expect((await claimPack(id, "run-2", later(301))).outcome).toBe("not_claimable");
  });

  it("one pack at a time per tenant", async () => {
    const { tenant } = await claimed();
    const other = await buildPack({ tenant, status: "queued" });
    expect((await claimPack(other.id, "run-2", later(1))).outcome).toBe("busy");
    expect((await claimPack(other.id, "run-2", later(301))).outcome).toBe("claimed");
  });

  it.each(["ready", "failed", "expired"] as const)("a replay finds a %s pack and changes nothing", async (status) => {
    const pack = await buildPack({ status });
    expect((await claimPack(pack.id, "run-9", now)).outcome).toBe("not_claimable");
    expect((await row(pack.id)).updatedAt).toEqual(pack.updatedAt);
  });

  it("a deleted pack ends quietly", async () => {
    expect(await claimPack(999_999n, "run-1", now)).toMatchObject({ outcome: "not_claimable" });
  });
});

describe("publish", () => {
  it("makes the pack ready for 90 days and ends its run as succeeded", async () => {
    const { id, token } = await claimed();
    expect(await publishPack(id, token, file, later(5))).toBe(true);
    const pack = await row(id);
    expect(pack).toMatchObject({
      status: "ready",
      filePath: `packs/${token}.zip`,
      fileSize: 4096n,
      sha256: file.sha256,
      generatedAt: later(5),
    });
    expect(pack.expiresAt).toEqual(later(5 + 90 * 86_400));
    expect(pack.operationRun).toMatchObject({
      status: "completed",
      outcome: "succeeded",
      summaryCounts: { bytes: 4096, findings: 3 },
    });
  });

  it("again with the same claim says yes and changes nothing", async () => {
    const { id, token } = await claimed();
    await publishPack(id, token, file, later(5));
    const first = await row(id);
    expect(await publishPack(id, token, { ...file, sha256: "c".repeat(64) }, later(9))).toBe(true);
    expect(await row(id)).toEqual(first);
  });
});

describe("what was really read", () => {
  it("gives the pack its fingerprint, and that of the pack it was compared with", async () => {
    const { id, token } = await claimed();
    const read = { fingerprint: sha256("other"), previousFingerprint: sha256("before"), inputs, asOf: now };
    expect(await adoptInputs(id, token, read)).toBeNull();
    expect(await row(id)).toMatchObject({
      fingerprint: sha256("other"),
      previousFingerprint: sha256("before"),
      asOf: now,
    });
  });

  it("is told of the active pack that holds it already", async () => {
    const { id, token, tenant } = await claimed();
    const holder = await buildPack({ tenant });
    const read = { fingerprint: holder.fingerprint ?? "", previousFingerprint: null, inputs, asOf: now };
    expect(await adoptInputs(id, token, read)).toBe(holder.id);
  });
});

describe("fail", () => {
  it("gives the pack and its run the reason, and notifies once", async () => {
    const { id, actor } = await claimed();
    expect(await failPack(id, { code: "test", reason: "The disk is full." }, later(5))).toBe(true);
    expect(await failPack(id, { code: "test", reason: "Again." }, later(6))).toBe(false);
    expect(await row(id)).toMatchObject({
      status: "failed",
      failureReason: "The disk is full.",
      operationRun: { outcome: "failed" },
    });
    expect([await notifyEnd(id, now), await notifyEnd(id, now)]).toEqual([true, false]);
    const told = await inSystem((tx) =>
      tx.notification.findMany({ where: { userId: actor.userId }, orderBy: { id: "asc" } }),
    );
    expect(told.map((notification) => notification.kind)).toEqual(["operation.queued", "operation.failed"]);
  });

  it("a queued pack fails in one transaction", async () => {
    const { id } = await requested();
    expect(await failPack(id, { code: "test", reason: "No." }, now)).toBe(true);
    expect((await row(id)).status).toBe("failed");
  });
});

describe("expire and delete", () => {
  it("a pack past its date expires, one on legal hold does not", async () => {
    const past = { generatedAt: later(-200), expiresAt: later(-100) };
    const [due, held] = [await buildPack(past), await buildPack({ ...past, isLegalHold: true })];
    const expired = await inSystem((tx) => expireOverdue(tx, { limit: 100 }, now));
    expect(expired).toContain(due.id);
    expect(expired).not.toContain(held.id);
  });

  it("a manager expires a ready pack; a second time it says why not", async () => {
    const { tenant, actor, id, token } = await claimed();
    await publishPack(id, token, file, now);
    await expirePack(actor, tenant.slug, id, now);
    expect((await row(id)).status).toBe("expired");
    await expect(expirePack(actor, tenant.slug, id, now)).rejects.toMatchObject({
      code: "conflict",
      message: `Review pack #${id} is expired, so it cannot be expired.`,
    });
  });

  it("a deleted pack leaves a tombstone with its hash, size and file", async () => {
    const pack = await buildPack();
    const tenant = await inSystem((tx) => tx.tenant.findUniqueOrThrow({ where: { id: pack.tenantId } }));
    await deletePack(await buildUser({ role: "owner", tenant }), tenant.slug, pack.id);
    const tombstone = await inSystem((tx) => tx.reviewPackTombstone.findUnique({ where: { packId: pack.id } }));
    expect(tombstone).toMatchObject({
      status: "ready",
      sha256: pack.sha256,
      filePath: pack.filePath,
      fileSize: pack.fileSize,
    });
  });

  it("deleting the workspace leaves tombstones too", async () => {
    const pack = await buildPack();
    await inSystem((tx) => tx.workspace.delete({ where: { id: pack.workspaceId } }));
    expect(await inSystem((tx) => tx.reviewPackTombstone.count({ where: { packId: pack.id } }))).toBe(1);
  });

  it.each(["readonly", "operator"] as const)("%s may neither expire nor delete", async (role) => {
    const pack = await buildPack();
    const tenant = await inSystem((tx) => tx.tenant.findUniqueOrThrow({ where: { id: pack.tenantId } }));
    const actor = await buildUser({ role, tenant });
    await expect(expirePack(actor, tenant.slug, pack.id, now)).rejects.toMatchObject({ code: "forbidden" });
    await expect(deletePack(actor, tenant.slug, pack.id)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("a pack that is being made, or on legal hold, cannot be deleted", async () => {
    for (const pack of [await buildPack({ status: "generating" }), await buildPack({ isLegalHold: true })]) {
      const tenant = await inSystem((tx) => tx.tenant.findUniqueOrThrow({ where: { id: pack.tenantId } }));
      await expect(deletePack(await buildUser({ role: "owner", tenant }), tenant.slug, pack.id)).rejects.toMatchObject({
        code: "conflict",
      });
    }
  });
});

describe("the database guards what code might forget", () => {
  const refused = (id: bigint, data: object) => inSystem((tx) => tx.reviewPack.update({ where: { id }, data }));

  it("a pack cannot begin as anything but queued", async () => {
    const tenant = await buildTenant();
    const data = { tenantId: tenant.id, workspaceId: tenant.workspaceId, fingerprint: sha256("x"), status: "ready" };
    await expect(inSystem((tx) => tx.reviewPack.create({ data }))).rejects.toThrow("begins as queued");
  });

  it("ready needs file, hash, size and a later expiry; active needs a fingerprint", async () => {
    const pack = await buildPack({ status: "generating" });
    await expect(refused(pack.id, { status: "ready" })).rejects.toThrow();
    await expect(refused(pack.id, { fingerprint: null })).rejects.toThrow();
    const whole = {
      status: "ready",
      fileDisk: "exports",
      filePath: "packs/x.zip",
      fileSize: 1n,
      sha256: sha256("x"),
      generatedAt: now,
    };
    await expect(refused(pack.id, { ...whole, expiresAt: now })).rejects.toThrow();
    await expect(refused(pack.id, { ...whole, expiresAt: later(1) })).resolves.toBeTruthy();
  });

  it("hash, size, fingerprint and identity of a ready pack are frozen", async () => {
    const pack = await buildPack();
    for (const change of [
      { sha256: sha256("y") },
      { fileSize: 1n },
      { fingerprint: sha256("z") },
      { id: pack.id + 5000n },
    ]) {
      await expect(refused(pack.id, change)).rejects.toThrow();
    }
  });

  it("a second active pack with the same fingerprint is refused, a failed or expired one is not", async () => {
    const pack = await buildPack();
    const tenant = await inSystem((tx) => tx.tenant.findUniqueOrThrow({ where: { id: pack.tenantId } }));
    await expect(buildPack({ tenant, status: "queued", fingerprint: pack.fingerprint })).rejects.toMatchObject({
      code: "P2002",
    });
    const other = randomUUID();
    for (const status of ["failed", "expired"] as const)
      await buildPack({ tenant, status, fingerprint: sha256(other) });
  });

  it("a pack's tenant has to be in its workspace", async () => {
    const [one, other] = [await buildTenant(), await buildTenant()];
    const data = { tenantId: one.id, workspaceId: other.workspaceId, fingerprint: sha256("x") };
    await expect(inSystem((tx) => tx.reviewPack.create({ data }))).rejects.toThrow();
  });
});
