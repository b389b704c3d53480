import { describe, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { FindingsDigest, fingerprintOf, type Query, readInputs } from "@/lib/review-packs/fingerprint";
import type { TenantRef } from "@/lib/tenants/tenants";
import { buildFinding, buildOperationRun, buildPack, buildReport, buildTenant } from "../factories";
import { asOwner } from "../support/owner";

const options = { includePii: true, includeOperations: true };
const now = new Date("2026-11-20T12:00:00Z");

function read(tenant: TenantRef, at = now, chosen = options) {
  return asOwner((client) => {
    const query: Query = async (sql, values) => (await client.query(sql, values)).rows;
    return readInputs(query, tenant.id, chosen, at);
  });
}
const fingerprint = async (tenant: TenantRef, at = now, chosen = options) =>
  fingerprintOf(await read(tenant, at, chosen));
const sql = (text: string, values: unknown[]) => asOwner((client) => client.query(text, values));

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

const findingTexts = [
  "title",
  "resource_id",
  "resource_name",
  "resource_type",
  "check_id",
  "remediation",
  "source",
  "scope",
  "fingerprint",
];
const findingValues = [
  ["severity", "'critical'"],
  ["status", "'resolved'"],
  ["evidence", `'{"other":true}'`],
  ["compliance", `'["CIS-1"]'`],
  ["first_seen_at", "first_seen_at - interval '1 day'"],
] as const;

describe("each input changes the fingerprint", () => {
  it.each(findingTexts)("a finding's %s", async (column) => {
    const { tenant, finding } = await tenantWithEverything();
    const before = await fingerprint(tenant);
    await sql(`UPDATE findings SET ${column} = 'other' WHERE id = $1`, [finding.id]);
    expect(await fingerprint(tenant)).not.toBe(before);
  });

  it.each(findingValues)("a finding's %s", async (column, value) => {
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

/** What each column counts as: SQL for another value where it is an input of the pack, null where it is none. */
const columns: Record<string, Record<string, string | null>> = {
  tenants: {
    id: null,
    workspace_id: null,
    slug: null, // in a pack, and never changed
    name: "'Other'",
    entra_tenant_id: "'00000000-0000-4000-8000-000000000009'",
    time_zone: null,
    rbac_status: "'configured'",
    rbac_status_reason: "'why'",
    rbac_scope_mode: "'all'",
    rbac_scope_id: "'scope'",
    rbac_group_id: "'group'",
    rbac_group_name: "'Reviewers'",
    rbac_role_definition_id: "'definition'",
    rbac_role_display_name: "'Reader'",
    rbac_role_assignment_id: "'assignment'",
    rbac_last_setup_at: "timestamptz '2026-01-01'",
    rbac_last_checked_at: "timestamptz '2026-01-02'",
    rbac_last_warnings: `'["a warning"]'`,
    source_expectations: `'{"staleAfterDays": 7}'`,
    created_at: null,
    updated_at: null,
  },
  operation_runs: {
    id: null,
    workspace_id: null,
    tenant_id: null,
    type: "'tenant.findings.import'",
    status: null, // only ended ones count
    outcome: "'failed'",
    initiated_by_user_id: null,
    initiated_by_name: "'Somebody else'",
    summary_counts: `'{"rows": 7}'`,
    failure_reason: "'why'",
    inngest_run_id: null,
    created_at: "created_at - interval '1 hour'",
    started_at: "timestamptz '2026-11-19'",
    completed_at: "timestamptz '2026-11-19 01:00'",
    cancelled_by_name: null,
  },
  stored_reports: { content_hash: "repeat('b', 64)", type: "'another_type'" },
};

describe("each column of what a pack is made from", () => {
  it.each(Object.keys(columns))("of %s changes the fingerprint, or is known not to", async (table) => {
    const { tenant, run } = await tenantWithEverything();
    const where =
      table === "tenants" ? ["id", tenant.id] : table === "operation_runs" ? ["id", run.id] : ["tenant_id", tenant.id];
    const seen = new Set([await fingerprint(tenant)]);
    const values = Object.entries(columns[table] ?? {});
    for (const [column, value] of values) {
      const before = seen.size;
      if (value === null) continue;
      await sql(`UPDATE ${table} SET ${column} = ${value} WHERE ${where[0]} = $1`, [where[1]]);
      seen.add(await fingerprint(tenant));
      expect(seen.size, `${table}.${column}`).toBe(before + 1);
    }
  });

  it.each(["tenants", "operation_runs"])("of %s is decided about: a new one has to be named here", async (table) => {
    const { rows } = await sql(
      "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1",
      [table],
    );
    expect(rows.map((row) => row.column_name).sort()).toEqual(Object.keys(columns[table] ?? {}).sort());
  });

  it("of a finding is in its content hash, or is known not to be", async () => {
    const { rows } = await sql(
      "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'findings'",
      [],
    );
    const hashed = [...findingTexts, ...findingValues.map(([column]) => column)];
    const others = ["id", "workspace_id", "tenant_id", "last_seen_at", "content_hash"];
    expect(rows.map((row) => row.column_name).sort()).toEqual([...hashed, ...others].sort());
  });
});

describe("names and look of the report change the fingerprint", () => {
  it.each([
    ["the tenant's name", "UPDATE tenants SET name = 'Other' WHERE id = $1"],
    ["its Entra id", "UPDATE tenants SET entra_tenant_id = '00000000-0000-4000-8000-000000000009' WHERE id = $1"],
    [
      "the workspace's name",
      "UPDATE workspaces SET name = 'Other' WHERE id = (SELECT workspace_id FROM tenants WHERE id = $1)",
    ],
    [
      "its accent",
      "UPDATE workspaces SET accent = '#0f766e' WHERE id = (SELECT workspace_id FROM tenants WHERE id = $1)",
    ],
    [
      "its logo",
      "INSERT INTO workspace_logos (workspace_id, png, sha256, width, height) SELECT workspace_id, 'x', repeat('0', 64), 1, 1 FROM tenants WHERE id = $1",
    ],
  ])("%s", async (_, change) => {
    const { tenant } = await tenantWithEverything();
    const before = await fingerprint(tenant);
    await sql(change, [tenant.id]);
    expect(await fingerprint(tenant)).not.toBe(before);
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
    for (const row of rows) if (row.contentHash) digest.add(Buffer.from(row.contentHash).toString("hex"));
    expect((await read(tenant)).findings).toMatchObject({ count: digest.count, digest: digest.digest() });
  });

  it("two tenants' writers at once do not disturb each other", async () => {
    const tenants = await Promise.all([buildTenant(), buildTenant()]);
    await Promise.all(Array.from({ length: 40 }, (_, i) => buildFinding({ tenant: tenants[i % 2] ?? tenants[0] })));
    for (const tenant of tenants) expect((await read(tenant)).findings.count).toBe(20);
  });
});
