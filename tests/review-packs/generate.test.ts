import { describe, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { assembleStep, collectStep, publishStep, renderStep, verifyStep } from "@/lib/review-packs/generate";
import { claimPack } from "@/lib/review-packs/lifecycle";
import { getPack } from "@/lib/review-packs/queries";
import { reconcile } from "@/lib/review-packs/reconcile";
import { requestPack } from "@/lib/review-packs/request-pack";
import { exportsStorage } from "@/lib/storage/exports";
import { buildFinding, buildReport, buildTenant, buildUser } from "../factories";

const options = { includePii: true, includeOperations: true };

async function requested() {
  const tenant = await buildTenant();
  const actor = await buildUser({ role: "manager", tenant });
  for (let i = 0; i < 5; i++) await buildFinding({ tenant, severity: i % 2 ? "low" : "high" });
  await buildReport({ tenant });
  const ask = () => requestPack(actor, { tenant: tenant.slug, options }, new Date());
  const { pack } = await ask();
  return { tenant, actor, ask, packId: BigInt(pack.id), asked: pack };
}

async function claim(packId: bigint, run = "run-1") {
  const answer = await claimPack(packId, run, new Date());
  if (answer.outcome !== "claimed") throw new Error(answer.outcome);
  return answer.claimToken;
}

async function buildToEnd(packId: bigint, token: string) {
  const collected = await collectStep(packId, token);
  if ("supersededBy" in collected) throw new Error("superseded");
  const entries = await renderStep(packId, token, collected);
  const assembled = await assembleStep(packId, token, collected);
  await verifyStep(packId, token, collected, assembled);
  return { collected, entries, assembled, published: await publishStep(packId, token, collected, entries, assembled) };
}

describe("from claim to ready", () => {
  it("the pack carries the fingerprint that was asked for, its file and what is in it", async () => {
    const { tenant, actor, packId, asked } = await requested();
    const { assembled, published } = await buildToEnd(packId, await claim(packId));
    expect(published).toBe(true);
    const pack = await getPack(actor, tenant.slug, String(packId));
    expect(pack).toMatchObject({
      status: "ready",
      fingerprint: asked.fingerprint,
      sha256: assembled.sha256,
      fileSize: String(assembled.bytes),
    });
    expect(pack.summary).toMatchObject({ findings_total: 5, counts: { by_severity: { high: 3, low: 2 } } });
    const entries = pack.summary.entries as { path: string }[];
    expect(entries.map((entry) => entry.path)).toEqual([
      "README.txt",
      "SHA256SUMS",
      "changes.json",
      "coverage.json",
      "findings.csv",
      "findings.json",
      "findings.ocsf.json",
      "hardening.json",
      "manifest.json",
      "manifest.sig",
      "metadata.json",
      "operations.csv",
      "report.html",
      "report.pdf",
      "reports/entra_admin_roles.json",
      "summary.json",
    ]);
  });

  it("leaves nothing in staging, and reconcile finds nothing", async () => {
    const { packId } = await requested();
    const token = await claim(packId);
    await buildToEnd(packId, token);
    const left: string[] = [];
    for await (const file of exportsStorage().list(`staging/${token}`)) left.push(file.path);
    expect(left).toEqual([]);
    expect((await reconcile(new Date())).problems).toEqual([]);
  });

  it("each step asked a second time, as after a lost answer, gives the same", async () => {
    const { packId } = await requested();
    const token = await claim(packId);
    const collected = await collectStep(packId, token);
    if ("supersededBy" in collected) throw new Error("superseded");
    await buildFinding();
    expect(await collectStep(packId, token)).toEqual(collected);
    const entries = await renderStep(packId, token, collected);
    expect(await renderStep(packId, token, collected)).toEqual(entries);
    const assembled = await assembleStep(packId, token, collected);
    expect(await assembleStep(packId, token, collected)).toEqual(assembled);
    expect(await publishStep(packId, token, collected, entries, assembled)).toBe(true);
    expect(await publishStep(packId, token, collected, entries, assembled)).toBe(true);
  });
});

describe("what changes while a pack waits", () => {
  it("is in the pack, which carries the fingerprint of what was read", async () => {
    const { tenant, actor, ask, packId, asked } = await requested();
    await buildFinding({ tenant });
    await buildToEnd(packId, await claim(packId));
    const pack = await getPack(actor, tenant.slug, String(packId));
    expect(pack.fingerprint).not.toBe(asked.fingerprint);
    expect(pack.summary).toMatchObject({ findings_total: 6 });
    expect(await ask()).toMatchObject({ outcome: "already_available", pack: { id: String(packId) } });
  });

  it("makes a pack superseded when another active one has the same content by then", async () => {
    const { tenant, ask, packId } = await requested();
    await buildFinding({ tenant });
    const newer = await ask();
    expect(newer.outcome).toBe("queued");
    expect(await collectStep(packId, await claim(packId))).toEqual({ supersededBy: newer.pack.id });
    const row = await inSystem((tx) => tx.reviewPack.findUniqueOrThrow({ where: { id: packId } }));
    expect(row).toMatchObject({ status: "failed", failureCode: "superseded", supersededById: BigInt(newer.pack.id) });
  });
});

describe("a worker that comes late", () => {
  it("cannot collect, assemble or publish a pack that another run has taken over", async () => {
    const { packId } = await requested();
    const late = await claim(packId);
    const collected = await collectStep(packId, late);
    if ("supersededBy" in collected) throw new Error("superseded");
    await inSystem((tx) => tx.reviewPack.update({ where: { id: packId }, data: { leaseExpiresAt: new Date(0) } }));
    const token = await claim(packId, "run-2");
    await expect(collectStep(packId, late)).rejects.toMatchObject({ code: "conflict" });
    await expect(assembleStep(packId, late, collected)).rejects.toMatchObject({ code: "conflict" });
    expect(await publishStep(packId, late, collected, [], { bytes: 1, sha256: "0".repeat(64) })).toBe(false);
    expect((await buildToEnd(packId, token)).published).toBe(true);
  });
});
