import { readdir, readFile, truncate, unlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { env } from "@/lib/env";
import { assemblePack } from "@/lib/review-packs/build/assemble";
import { collectPack } from "@/lib/review-packs/build/collect";
import { renderPack } from "@/lib/review-packs/build/render";
import { clearStaging, packedPath } from "@/lib/review-packs/build/staging";
import { verifyPack } from "@/lib/review-packs/build/verify";
import { fingerprintOf, readInputs } from "@/lib/review-packs/fingerprint";
import type { TenantRef } from "@/lib/tenants/tenants";
import { buildFinding, buildOperationRun, buildReport, buildTenant } from "../../factories";
import { mountSmallDisk, notTried } from "../../storage/small-disk";
import { asOwner } from "../../support/owner";
import { buildClaim, makePack, quiet } from "./pack-claim";

const onDisk = (name: string) => path.join(env().TENANTPILOT_DATA_DIR, "storage", "exports", name);

async function rich(): Promise<TenantRef> {
  const tenant = await buildTenant({ rbacStatus: "partial", rbacLastCheckedAt: new Date("2026-11-20T10:00:00Z") });
  for (let i = 0; i < 3; i++) await buildFinding({ tenant, title: `Finding ${i} äöü €`, evidence: { i } });
  await buildReport({ tenant });
  await buildOperationRun({ tenant, status: "completed", outcome: "succeeded", completedAt: new Date() });
  return tenant;
}

/** Inserts many findings at once. */
async function insertFindings(tenant: TenantRef, count: number, evidence = "{}"): Promise<void> {
  await asOwner((client) =>
    client.query(
      `INSERT INTO findings (workspace_id, tenant_id, fingerprint, source, check_id, title, severity, status, first_seen_at, last_seen_at, evidence)
       SELECT $1, $2, encode(sha256(convert_to(n::text, 'UTF8')), 'hex'), 'prowler', 'check', 'Title ' || n, 'high', 'open', now(), now(), $4::json
       FROM generate_series(1, $3::int) n`,
      [tenant.workspaceId, tenant.id, count, evidence],
    ),
  );
}

describe("collect", () => {
  it("reads one moment: what changes while it reads is not in the pack, and all counts agree", async () => {
    const tenant = await buildTenant();
    await insertFindings(tenant, 3000);
    const claim = await buildClaim({ tenant });
    let hasChanged = false;
    const collected = await collectPack(claim, {
      now: () => new Date(),
      async onProgress() {
        if (hasChanged) return;
        hasChanged = true;
        await asOwner(async (client) => {
          await client.query("DELETE FROM findings WHERE tenant_id = $1 AND id % 2 = 0", [tenant.id]);
          await client.query("UPDATE findings SET severity = 'low' WHERE tenant_id = $1", [tenant.id]);
        });
        await buildReport({ tenant });
      },
    });
    expect(hasChanged).toBe(true);
    expect(collected.findings).toMatchObject({ rows: 3000, counts: { high: { open: 3000 } } });
    expect(collected.reports).toEqual([]);
  });

  it("its fingerprint is the one that a click would compute, also from the rows themselves", async () => {
    const tenant = await rich();
    await insertFindings(tenant, 2500);
    const claim = await buildClaim({ tenant });
    const collected = await collectPack(claim, quiet);
    const inputs = await inSystem((tx) =>
      readInputs(
        (sql, values) => tx.$queryRawUnsafe(sql, ...values),
        tenant.id,
        claim.options,
        new Date(collected.asOf),
      ),
    );
    expect(collected.inputs.findings).toEqual(inputs.findings);
    expect(collected.fingerprint).toBe(fingerprintOf(inputs));
  });

  it("a retry whose first answer was lost gets the first snapshot, whatever has changed since", async () => {
    const tenant = await rich();
    const claim = await buildClaim({ tenant });
    const first = await collectPack(claim, quiet);
    await buildFinding({ tenant });
    expect(await collectPack(claim, quiet)).toEqual(first);
    expect((await collectPack(await buildClaim({ tenant }), quiet)).findings.rows).toBe(first.findings.rows + 1);
  });

  it("two readings of one attempt never mix their files", async () => {
    const claim = await buildClaim({ tenant: await rich() });
    const [a, b] = await Promise.all([collectPack(claim, quiet), collectPack(claim, quiet)]);
    for (const collected of [a, b]) {
      await renderPack(claim, collected);
      await verifyPack(claim, await assemblePack(claim, collected), collected);
    }
  });

  it("progress begins with the rows expected and ends with all of them", async () => {
    const tenant = await buildTenant();
    await insertFindings(tenant, 2500);
    const said: [number, number][] = [];
    await collectPack(await buildClaim({ tenant }), {
      now: () => new Date(),
      onProgress: async (...numbers) => void said.push(numbers),
    });
    expect(said[0]?.[1]).toBe(2500);
    expect(said.at(-1)).toEqual([2500, 2500]);
    expect(said.length).toBeLessThan(10);
  });

  it("a lost claim stops it at the next progress, and nothing stays under a final name", async () => {
    const tenant = await buildTenant();
    await insertFindings(tenant, 2500);
    const claim = await buildClaim({ tenant });
    const lost = async () => Promise.reject(new Error("the claim was lost"));
    await expect(collectPack(claim, { now: () => new Date(), onProgress: lost })).rejects.toThrow("the claim was lost");
    const left = await readdir(onDisk(claim.staging), { recursive: true, withFileTypes: true });
    expect(left.filter((entry) => entry.isFile())).toEqual([]);
  });

  it("a database that goes away in the middle is an error that can be retried, and does not end the process", async () => {
    const tenant = await buildTenant();
    await insertFindings(tenant, 2500);
    const claim = await buildClaim({ tenant });
    const kill = () =>
      asOwner((client) =>
        client.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'idle in transaction'",
        ),
      );
    await expect(
      collectPack(claim, { now: () => new Date(), onProgress: async () => void (await kill()) }),
    ).rejects.toThrow();
    expect((await collectPack(claim, quiet)).findings.rows).toBe(2500);
  });

  it("findings of 1 MB each go through in batches that fit in memory", async () => {
    const tenant = await buildTenant();
    await insertFindings(tenant, 25, JSON.stringify({ text: "x".repeat(1_000_000) }));
    const { assembled, collected } = await makePack(await buildClaim({ tenant }));
    expect(collected.entries.find((entry) => entry.path === "findings.json")?.bytes).toBeGreaterThan(25_000_000);
    expect(assembled.bytes).toBeLessThan(2_000_000);
  });
});

describe("render and assemble", () => {
  it("repeated, they give the same file", async () => {
    const claim = await buildClaim({ tenant: await rich() });
    const { collected, assembled } = await makePack(claim);
    await renderPack(claim, collected);
    expect(await assemblePack(claim, collected)).toEqual(assembled);
    expect(await assemblePack({ ...claim, filePath: "packs/other.zip" }, collected)).toEqual(assembled);
  });

  it("a staged file that was damaged is named, and no pack is left", async () => {
    const claim = await buildClaim({ tenant: await rich() });
    const collected = await collectPack(claim, quiet);
    await renderPack(claim, collected);
    const file = onDisk(packedPath(collected.folder, "findings.csv"));
    const bytes = await readFile(file);
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    await writeFile(file, bytes);
    await expect(assemblePack(claim, collected)).rejects.toThrow("findings.csv is not what was collected");
    await unlink(file);
    await expect(assemblePack(claim, collected)).rejects.toMatchObject({ code: "missing" });
    expect(await readdir(onDisk("packs")).catch(() => [])).not.toContain(path.basename(claim.filePath));
  });

  it("staging is removed, twice without complaint", async () => {
    const claim = await buildClaim({ tenant: await rich() });
    await makePack(claim);
    await clearStaging(claim);
    await clearStaging(claim);
    expect(await readdir(onDisk("staging"))).not.toContain(path.basename(claim.staging));
  });
});

describe("verify", () => {
  it("names what is wrong with a stored pack", async () => {
    const claim = await buildClaim({ tenant: await rich() });
    const { collected, assembled } = await makePack(claim);
    const file = onDisk(claim.filePath);
    const good = await readFile(file);
    await expect(verifyPack(claim, { ...assembled, sha256: "0".repeat(64) }, collected)).rejects.toThrow("SHA-256");
    await expect(verifyPack(claim, { ...assembled, bytes: 1 }, collected)).rejects.toThrow("bytes");
    await expect(verifyPack({ ...claim, packId: 8n }, assembled, collected)).rejects.toThrow("another pack");
    await truncate(file, good.length - 10);
    await expect(verifyPack(claim, assembled, collected)).rejects.toThrow("The archive: ");
    const bad = Buffer.from(good);
    const at = good.indexOf("findings.json") + 60;
    bad[at] = (bad[at] ?? 0) ^ 0xff;
    await writeFile(file, bad);
    await expect(verifyPack(claim, assembled, collected)).rejects.toThrow("findings.json: ");
    await unlink(file);
    await expect(verifyPack(claim, assembled, collected)).rejects.toMatchObject({ code: "missing" });
  });
});

describe("a full disk", () => {
  it.for(["collect", "assemble"] as const)(
    "while %s writes is a StorageError full, and nothing stays under a final name",
    async (step, context) => {
      const tenant = await buildTenant();
      await insertFindings(tenant, 3000);
      const claim = await buildClaim({
        tenant,
        staging: `full-${step}/staging`,
        filePath: `full-${step}-packs/pack.zip`,
      });
      const small = onDisk(step === "collect" ? `full-${step}` : `full-${step}-packs`);
      const unmount = await mountSmallDisk(small, "64k");
      if (!unmount) return context.skip(notTried);
      try {
        const work = async () => {
          const collected = await collectPack(claim, quiet);
          await renderPack(claim, collected);
          await assemblePack(claim, collected);
        };
        await expect(work()).rejects.toMatchObject({ name: "StorageError", code: "full" });
        const left = await readdir(small, { recursive: true, withFileTypes: true });
        expect(left.filter((entry) => entry.isFile())).toEqual([]);
      } finally {
        await unmount();
      }
    },
  );
});
