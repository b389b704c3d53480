import { describe, expect, it } from "vitest";
import { inSystem, withConnection } from "@/lib/db";
import { FindingsDigest, fingerprintOf, type Query, readInputs } from "@/lib/review-packs/fingerprint";
import type { TenantRef } from "@/lib/tenants/tenants";
import { buildFinding, buildOperationRun, buildPack, buildReport, buildTenant } from "../factories";

const options = { includePii: true, includeOperations: true };
const now = new Date("2026-11-20T12:00:00Z");

function read(tenant: TenantRef, at = now, chosen = options) {
  return withConnection((client) => {
    const query: Query = async (sql, values) => (await client.query(sql, values)).rows;
    return readInputs(query, tenant.id, chosen, at);
  });
}
const fingerprint = async (tenant: TenantRef, at = now, chosen = options) =>
  fingerprintOf(await read(tenant, at, chosen));
const sql = (text: string, values: unknown[]) => withConnection((client) => client.query(text, values));

async function tenantWithEverything() {
  const tenant = await buildTenant();
  const finding = await buildFinding({ tenant });
  await buildFinding({ tenant, severity: "low" });
  await buildReport({ tenant });
  const run = await buildOperationRun({
    tenant,
    status: "completed",
    outcome: "succeeded",
    createdAt: now,
    completedAt: now,
  });
  return { tenant, finding, run };
}

describe("each input changes the fingerprint", () => {
  it.each([
    "title",
    "resource_id",
    "resource_name",
    "resource_type",
    "check_id",
    "remediation",
    "source",
    "scope",
    "fingerprint",
  ])("a finding's %s", async (column) => {
    const { tenant, finding } = await tenantWithEverything();
    const before = await fingerprint(tenant);
    await sql(`UPDATE findings SET ${column} = 'other' WHERE id = $1`, [finding.id]);
    expect(await fingerprint(tenant)).not.toBe(before);
  });

  it.each([
    ["severity", "'critical'"],
    ["status", "'resolved'"],
    ["evidence", `'{"other":true}'`],
    ["compliance", `'["CIS-1"]'`],
    ["first_seen_at", "first_seen_at - interval '1 day'"],
  ])("a finding's %s", async (column, value) => {
    const { tenant, finding } = await tenantWithEverything();
    const before = await fingerprint(tenant);
    await sql(`UPDATE findings SET ${column} = ${value} WHERE id = $1`, [finding.id]);
    expect(await fingerprint(tenant)).not.toBe(before);
  });

  it("one finding more, one finding less", async () => {
    const { tenant, finding } = await tenantWithEverything();
    const before = await fingerprint(tenant);
    const more = await buildFinding({ tenant });
    expect(await fingerprint(tenant)).not.toBe(before);
    await sql("DELETE FROM findings WHERE id = $1", [more.id]);
    expect(await fingerprint(tenant)).toBe(before);
    await sql("DELETE FROM findings WHERE id = $1", [finding.id]);
    expect(await fingerprint(tenant)).not.toBe(before);
  });

  it("a newer report, another hardening state, another operation, other options", async () => {
    const { tenant, run } = await tenantWithEverything();
    const seen = new Set([await fingerprint(tenant)]);
    await buildReport({ tenant, capturedAt: new Date("2030-01-01") });
    seen.add(await fingerprint(tenant));
    await sql("UPDATE tenants SET rbac_status = 'configured' WHERE id = $1", [tenant.id]);
    seen.add(await fingerprint(tenant));
    await sql("UPDATE operation_runs SET outcome = 'failed', failure_reason = 'x' WHERE id = $1", [run.id]);
    seen.add(await fingerprint(tenant));
    seen.add(await fingerprint(tenant, now, { includePii: true, includeOperations: false }));
    seen.add(await fingerprint(tenant, now, { includePii: false, includeOperations: true }));
    expect(seen.size).toBe(6);
  });
});

describe("nothing else changes the fingerprint", () => {
  it("a later last-seen without other content", async () => {
    const { tenant, finding } = await tenantWithEverything();
    const before = await fingerprint(tenant);
    await sql("UPDATE findings SET last_seen_at = last_seen_at + interval '1 day' WHERE id = $1", [finding.id]);
    expect(await fingerprint(tenant)).toBe(before);
  });

  it("the order and the ids of the findings", async () => {
    const tenant = await buildTenant();
    const rows = ["a", "b", "c"].map((name) => ({
      fingerprint: name.repeat(64),
      resourceId: name,
      firstSeenAt: now,
      lastSeenAt: now,
    }));
    for (const row of rows) await buildFinding({ tenant, ...row });
    const before = await fingerprint(tenant);
    await sql("DELETE FROM findings WHERE tenant_id = $1", [tenant.id]);
    for (const row of rows.reverse()) await buildFinding({ tenant, ...row });
    expect(await fingerprint(tenant)).toBe(before);
  });

  it("a change and its undoing", async () => {
    const { tenant, finding } = await tenantWithEverything();
    const before = await fingerprint(tenant);
    await sql("UPDATE findings SET status = 'resolved' WHERE tenant_id = $1", [tenant.id]);
    expect(await fingerprint(tenant)).not.toBe(before);
    await sql("UPDATE findings SET status = 'open' WHERE tenant_id = $1", [tenant.id]);
    expect(await fingerprint(tenant)).toBe(before);
    expect(finding.status).toBe("open");
  });

  it("the pack's own run, runs in progress, older reports and another tenant's data", async () => {
    const { tenant } = await tenantWithEverything();
    const before = await fingerprint(tenant);
    const done = { status: "completed", outcome: "succeeded", createdAt: now, completedAt: now };
    await buildOperationRun({ tenant, type: "tenant.review_pack.generate", ...done });
    await buildOperationRun({ tenant, status: "running", createdAt: now });
    await buildPack({ tenant });
    await buildReport({ tenant, capturedAt: new Date("2001-01-01") });
    await buildFinding();
    expect(await fingerprint(tenant)).toBe(before);
  });

  it("the hour of the day, because the window of operations begins at a UTC midnight", async () => {
    const { tenant } = await tenantWithEverything();
    expect(await fingerprint(tenant, new Date("2026-11-20T00:00:01Z"))).toBe(
      await fingerprint(tenant, new Date("2026-11-20T23:59:59Z")),
    );
  });
});

describe("the kept digest is that of the rows", () => {
  it("after inserts, updates and deletes of many rows at once", async () => {
    const tenant = await buildTenant();
    await sql(
      `INSERT INTO findings (workspace_id, tenant_id, fingerprint, source, check_id, title, severity, status, first_seen_at, last_seen_at)
       SELECT $1, $2, 'f' || i, 'prowler', 'check', 'Title ' || i, 'low', 'open', now(), now() FROM generate_series(1, 5000) i`,
      [tenant.workspaceId, tenant.id],
    );
    await sql("UPDATE findings SET severity = 'high' WHERE tenant_id = $1 AND id % 3 = 0", [tenant.id]);
    await sql("DELETE FROM findings WHERE tenant_id = $1 AND id % 5 = 0", [tenant.id]);
    const rows = await inSystem((tx) =>
      tx.finding.findMany({ where: { tenantId: tenant.id }, select: { contentHash: true } }),
    );
    const digest = new FindingsDigest();
    for (const row of rows) if (row.contentHash) digest.add(row.contentHash);
    expect((await read(tenant)).findings).toMatchObject({ count: digest.count, digest: digest.digest() });
  });

  it("two tenants' writers at once do not disturb each other", async () => {
    const tenants = await Promise.all([buildTenant(), buildTenant()]);
    await Promise.all(Array.from({ length: 40 }, (_, i) => buildFinding({ tenant: tenants[i % 2] ?? tenants[0] })));
    for (const tenant of tenants) expect((await read(tenant)).findings.count).toBe(20);
  });
});
