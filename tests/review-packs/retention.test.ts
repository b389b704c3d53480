import { randomUUID } from "node:crypto";
import { mkdir, rm, utimes } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Actor } from "@/lib/auth/actor";
import { inSystem } from "@/lib/db";
import { env } from "@/lib/env";
import { doctor } from "@/lib/housekeeping/doctor";
import { deletePack } from "@/lib/review-packs/delete-pack";
import { expirePack } from "@/lib/review-packs/lifecycle";
import { reconcile } from "@/lib/review-packs/reconcile";
import { prune } from "@/lib/review-packs/retention";
import { exportsStorage } from "@/lib/storage/exports";
import { buildPack, buildTenant, buildUser } from "../factories";

const now = new Date();
const days = (n: number) => new Date(now.getTime() + n * 86_400_000);
const row = (id: bigint) => inSystem((tx) => tx.reviewPack.findUnique({ where: { id } }));

async function* bytes(text = "zip") {
  yield Buffer.from(text);
}

async function readyWithFile(more: object = {}) {
  const filePath = `packs/${randomUUID()}.zip`;
  await exportsStorage().write(filePath, bytes());
  return buildPack({ filePath, fileSize: 3n, ...more });
}

const pathOf = (file: string) => path.join(env().TENANTPILOT_DATA_DIR, "storage/exports", file);

async function age(file: string, at: Date) {
  await utimes(pathOf(file), at, at);
}

const kinds = async (fix = false) =>
  (await reconcile(now, { fix })).problems.map((problem) => `${problem.kind} ${problem.id}`);

describe("prune", () => {
  it("expires a pack past its date and deletes its file; before its date it stays", async () => {
    const due = await readyWithFile({ generatedAt: days(-91), expiresAt: days(-1) });
    const fresh = await readyWithFile();
    await prune(now);
    expect(await row(due.id)).toMatchObject({ status: "expired", fileDeletedAt: now });
    expect(await exportsStorage().stat(due.filePath ?? "")).toBeNull();
    expect((await row(fresh.id))?.status).toBe("ready");
    expect(await exportsStorage().stat(fresh.filePath ?? "")).not.toBeNull();
  });

  it("leaves a pack on legal hold alone", async () => {
    const held = await readyWithFile({ generatedAt: days(-91), expiresAt: days(-1), isLegalHold: true });
    await prune(now);
    expect((await row(held.id))?.status).toBe("ready");
    expect(await exportsStorage().stat(held.filePath ?? "")).not.toBeNull();
  });

  it("deletes rows past the grace, leaving a tombstone; before that they stay", async () => {
    const old = await buildPack({ status: "expired", generatedAt: days(-200), expiresAt: days(-100) });
    await prune(days(29));
    expect(await row(old.id)).not.toBeNull();
    await prune(days(31));
    expect(await row(old.id)).toBeNull();
    expect(await inSystem((tx) => tx.reviewPackTombstone.findUnique({ where: { packId: old.id } }))).toMatchObject({
      sha256: old.sha256,
    });
  });

  it("keeps a pack that a person expired for the grace from then on, not from its date", async () => {
    const pack = await buildPack();
    const tenant = await inSystem((tx) => tx.tenant.findUniqueOrThrow({ where: { id: pack.tenantId } }));
    await expirePack(await buildUser({ role: "manager", tenant }), tenant.slug, pack.id, now);
    // What changes it afterwards, such as its file that goes, does not begin the grace anew.
    await prune(days(10));
    await prune(days(29));
    expect(await row(pack.id)).toMatchObject({ status: "expired", endedAt: now, fileDeletedAt: days(10) });
    await prune(days(31));
    expect(await row(pack.id)).toBeNull();
  });

  it("keeps a pack that a sweep expired late for the grace from the sweep on", async () => {
    const pack = await buildPack({ generatedAt: days(-200), expiresAt: days(-100) });
    await prune(now);
    await prune(days(29));
    expect(await row(pack.id)).toMatchObject({ status: "expired", endedAt: now });
    await prune(days(31));
    expect(await row(pack.id)).toBeNull();
  });

  it("keeps a failed pack for the grace", async () => {
    const failed = await buildPack({ status: "failed" });
    await prune(days(29));
    expect(await row(failed.id)).not.toBeNull();
    await prune(days(31));
    expect(await row(failed.id)).toBeNull();
  });

  it("deletes the file of a deleted pack by its tombstone", async () => {
    const pack = await readyWithFile();
    const tenant = await inSystem((tx) => tx.tenant.findUniqueOrThrow({ where: { id: pack.tenantId } }));
    await deletePack(await buildUser({ role: "owner", tenant }), tenant.slug, pack.id);
    await prune(now);
    expect(await exportsStorage().stat(pack.filePath ?? "")).toBeNull();
  });

  it("tells of a file that could not be deleted, and deletes it the next time", async () => {
    const pack = await readyWithFile({ generatedAt: days(-91), expiresAt: days(-1) });
    const file = pathOf(pack.filePath ?? "");
    await rm(file);
    await mkdir(path.join(file, "in the way"), { recursive: true });
    const { problems } = await prune(now);
    expect(problems).toEqual([
      {
        kind: "undeleted_file",
        id: String(pack.id),
        detail: expect.stringContaining(`${pack.filePath} of review pack`),
      },
    ]);
    expect(await row(pack.id)).toMatchObject({ status: "expired", fileDeletedAt: null });
    await rm(file, { recursive: true });
    expect((await prune(now)).problems).toEqual([]);
    expect((await row(pack.id))?.fileDeletedAt).toEqual(now);
  });

  it("has who did it in the audit: the expiry, the file, the row", async () => {
    const operator: Actor = { kind: "operator", name: "root" };
    const pack = await readyWithFile({ generatedAt: days(-91), expiresAt: days(-1) });
    await prune(now, operator);
    await prune(days(31));
    const events = await inSystem((tx) =>
      tx.auditEvent.findMany({ where: { subjectId: String(pack.id) }, orderBy: { seq: "asc" } }),
    );
    expect(events.map(({ action, actorKind, actorName }) => [action, actorKind, actorName])).toEqual([
      ["review_pack.expired", "operator", "root"],
      ["review_pack.file_deleted", "operator", "root"],
      ["review_pack.deleted", "system", "TenantPilot"],
    ]);
    expect(events.at(-1)).toMatchObject({ details: { sha256: pack.sha256 }, workspaceId: pack.workspaceId });
  });

  it("says once that a pack expires in 7 days", async () => {
    const user = await buildUser();
    await buildPack({ initiatedByUserId: user.userId, generatedAt: days(-84), expiresAt: days(6) });
    await Promise.all([prune(now), prune(now)]);
    await prune(days(1));
    const told = await inSystem((tx) => tx.notification.findMany({ where: { userId: user.userId } }));
    expect(told.map((notification) => notification.kind)).toEqual(["review_pack.expires_soon"]);
  });

  it("two prunes at once expire each pack once", async () => {
    const tenant = await buildTenant();
    for (let i = 0; i < 10; i++) await buildPack({ tenant, generatedAt: days(-91), expiresAt: days(-1) });
    await Promise.all([prune(now), prune(now)]);
    const audit = await inSystem((tx) =>
      tx.auditEvent.findMany({ where: { tenantId: tenant.id, action: "review_pack.expired" } }),
    );
    expect(new Set(audit.map((event) => event.subjectId)).size).toBe(10);
    expect(audit).toHaveLength(10);
  });
});

describe("reconcile", () => {
  it("names a ready pack without its file and one of another size", async () => {
    const lost = await buildPack();
    const short = await readyWithFile({ fileSize: 999n });
    expect(await kinds()).toEqual(expect.arrayContaining([`missing_file ${lost.id}`, `wrong_size ${short.id}`]));
  });

  it("names a file that no row owns once it is a day old, and deletes it only with fix", async () => {
    const stray = `packs/${randomUUID()}.zip`;
    await exportsStorage().write(stray, bytes());
    expect(await kinds()).not.toContain(`stray_file ${stray}`);
    await age(stray, days(-2));
    expect(await kinds()).toContain(`stray_file ${stray}`);
    expect(await exportsStorage().stat(stray)).not.toBeNull();
    await reconcile(now, { fix: true });
    expect(await exportsStorage().stat(stray)).toBeNull();
  });

  it("has in the audit of no workspace who deleted a stray file", async () => {
    const stray = `packs/${randomUUID()}.zip`;
    await exportsStorage().write(stray, bytes());
    await age(stray, days(-2));
    await reconcile(now, { fix: true }, { kind: "operator", name: "root" });
    const events = await inSystem((tx) => tx.auditEvent.findMany({ where: { subjectId: stray } }));
    expect(events).toMatchObject([
      {
        workspaceId: 0n,
        action: "stored_file.deleted",
        actorKind: "operator",
        actorName: "root",
        details: { bytes: 3 },
      },
    ]);
  });

  it("leaves the files of packs alone, also of those that are being made", async () => {
    const ready = await readyWithFile();
    const generating = await buildPack({ status: "generating" });
    const staged = `staging/${generating.claimToken}/findings.csv`;
    await exportsStorage().write(staged, bytes());
    await age(staged, days(-2));
    await age(ready.filePath ?? "", days(-2));
    const found = await kinds(true);
    expect(found.some((line) => line.includes(staged) || line.includes(ready.filePath ?? "-"))).toBe(false);
    expect(await exportsStorage().stat(staged)).not.toBeNull();
  });
});

describe("doctor", () => {
  it("finds an accumulator that was written past, and changes nothing", async () => {
    const tenant = await buildTenant();
    await inSystem((tx) => tx.tenantContent.create({ data: { tenantId: tenant.id, findingsCount: 3 } }));
    const { problems } = await doctor(now);
    expect(problems).toContainEqual(expect.objectContaining({ kind: "accumulator_drift", id: tenant.slug }));
    expect(await inSystem((tx) => tx.tenantContent.findUnique({ where: { tenantId: tenant.id } }))).toMatchObject({
      findingsCount: 3n,
    });
  });

  it("finds a pack that nobody works on", async () => {
    const pack = await buildPack({ status: "queued", createdAt: new Date(now.getTime() - 20 * 60_000) });
    expect((await doctor(now)).problems).toContainEqual(
      expect.objectContaining({ kind: "late_pack", id: String(pack.id) }),
    );
  });
});
