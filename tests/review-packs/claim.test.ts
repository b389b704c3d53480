import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { adoptInputs, findClaim, getClaim, isLeased, reportProgress } from "@/lib/review-packs/claim";
import type { PackInputs } from "@/lib/review-packs/fingerprint";
import { claimPack, failPack } from "@/lib/review-packs/lifecycle";
import { buildPack, sha256 } from "../factories";
import { claimed, later, now, requested, row } from "./claimed-pack";

const inputs = { findings: { count: 0 } } as unknown as PackInputs;
const readOf = (fingerprint: string) => ({ fingerprint, previousFingerprint: null, inputs, asOf: now });

describe("a lease", () => {
  it("runs until its end, and none that is longer than two leases runs at all", () => {
    const runs = (leaseExpiresAt: Date | null) => isLeased({ leaseExpiresAt }, now);
    expect([runs(later(1)), runs(later(600))]).toEqual([true, true]);
    expect([runs(null), runs(now), runs(later(-1)), runs(later(601))]).toEqual([false, false, false, false]);
  });

  it("of a clock that was a day ahead keeps nobody waiting", async () => {
    const { id } = await requested();
    await claimPack(id, "run-1", later(86_400));
    expect((await claimPack(id, "run-2", now)).outcome).toBe("claimed");
  });
});

describe("whoever holds a claim", () => {
  it("is told what to make of what, and where to write it", async () => {
    const { id, tenant, token } = await claimed();
    const { fingerprint, operationRunId } = await row(id);
    expect(await getClaim(id, token)).toEqual({
      packId: id,
      claimToken: token,
      runId: "run-1",
      operationRunId,
      tenant: {
        id: tenant.id,
        workspaceId: tenant.workspaceId,
        slug: tenant.slug,
        name: tenant.name,
        entraTenantId: tenant.entraTenantId,
        timeZone: tenant.timeZone,
      },
      options: { includePii: true, includeOperations: true },
      requestedFingerprint: fingerprint,
      workspaceName: expect.any(String),
      filePath: `packs/${token}.zip`,
      staging: `staging/${token}`,
    });
  });

  it("tells how far the work is", async () => {
    const { id, token } = await claimed();
    await reportProgress(id, token, { step: "collect", rowsDone: 5, rowsExpected: 9 }, later(10));
    expect(await row(id)).toMatchObject({
      progress: { step: "collect", rowsDone: 5, rowsExpected: 9, at: later(10).toISOString() },
      leaseExpiresAt: later(310),
    });
  });

  it("adopts what was read, although packs that have ended or of other tenants have it too", async () => {
    const { id, token, tenant } = await claimed();
    const fingerprint = sha256(randomUUID());
    for (const status of ["failed", "expired"] as const) await buildPack({ tenant, status, fingerprint });
    await buildPack({ fingerprint });
    expect(await adoptInputs(id, token, readOf(fingerprint))).toBeNull();
    expect((await row(id)).inputs).toEqual({ findings: { count: 0 } });
    expect(await adoptInputs(id, token, readOf(fingerprint))).toBeNull();
  });
});

describe("whoever has lost a claim, or never had it,", () => {
  it("is refused in words and changes nothing", async () => {
    const { id, token } = await claimed();
    const [stranger, ready] = [randomUUID(), await buildPack()];
    const lost = { code: "conflict", message: `Review pack #${id} is no longer this run's to work on.` };
    const progress = { step: "collect", rowsDone: 1, rowsExpected: 2 } as const;
    const before = await row(id);
    await expect(getClaim(id, stranger)).rejects.toMatchObject(lost);
    await expect(reportProgress(id, stranger, progress, now)).rejects.toMatchObject(lost);
    await expect(adoptInputs(id, stranger, readOf(sha256("x")))).rejects.toMatchObject(lost);
    expect(await row(id)).toEqual(before);
    expect(await findClaim(ready.id, ready.claimToken ?? "")).toBeNull();
    await failPack(id, { code: "test", reason: "No." }, now);
    expect(await findClaim(id, token)).toBeNull();
    await expect(adoptInputs(id, token, readOf(sha256("x")))).rejects.toMatchObject(lost);
  });
});

describe("of a tenant", () => {
  it("one pack is made at a time, and the packs of another tenant wait for none of it", async () => {
    const { tenant } = await claimed();
    const other = await buildPack({ tenant, status: "queued" });
    const elsewhere = await requested();
    expect((await claimPack(other.id, "run-2", later(1))).outcome).toBe("busy");
    expect((await claimPack(elsewhere.id, "run-3", later(1))).outcome).toBe("claimed");
    expect((await row(other.id)).status).toBe("queued");
  });
});
