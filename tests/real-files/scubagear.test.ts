import { expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { importFile } from "@/lib/imports/import-file";
import { readReport } from "@/lib/reports/read-report";
import { buildTenant } from "@/tests/factories";
import { describeRealFiles, readSample, sample } from "@/tests/real-files/sample-data";

const operator = { kind: "operator", name: "tests" } as const;
const now = new Date("2026-11-23T12:00:00Z");
const result = "scubagear/ScubaResults_fa5589b7-d528-4f80.json";

interface Results {
  MetaData: { TimestampZulu: string };
  Results: Record<string, { Controls: { Result: string; Criticality: string }[] }[]>;
}

describeRealFiles("real output of ScubaGear", () => {
  const bring = (slug: string, file: string) =>
    importFile(operator, { tenant: slug, fileName: file, source: sample(file) }, now);
  const findingsOf = (tenantId: bigint) =>
    inSystem((tx) =>
      tx.finding.findMany({ where: { tenantId }, orderBy: { fingerprint: "asc" }, omit: { contentHash: true } }),
    );

  it("failures and warnings of the 92 controls are open, Shall as high and Should as medium", async () => {
    const tenant = await buildTenant();
    const file = await readSample<Results>(result);
    const controls = Object.values(file.Results).flatMap((groups) => groups.flatMap((group) => group.Controls));
    const bad = controls.filter((control) => ["Fail", "Warning"].includes(control.Result));
    expect(controls).toHaveLength(92);
    expect(await bring(tenant.slug, result)).toMatchObject({
      format: "scubagear-json",
      rows: 92,
      created: bad.length,
      unchanged: 92 - bad.length,
    });
    const findings = await findingsOf(tenant.id);
    expect(findings.filter((finding) => finding.severity === "high")).toHaveLength(
      bad.filter((control) => control.Criticality === "Shall").length,
    );
    expect(findings.every((finding) => finding.status === "open" && !finding.title.includes("<"))).toBe(true);
    expect(new Set(findings.map((finding) => finding.lastSeenAt.toISOString()))).toEqual(
      new Set([file.MetaData.TimestampZulu]),
    );
  });

  it("the CSV of the same result changes nothing, and neither does the action plan", async () => {
    const tenant = await buildTenant();
    await bring(tenant.slug, result);
    const before = await findingsOf(tenant.id);
    for (const [file, format, rows] of [
      ["scubagear/ScubaResults.csv", "scubagear-csv", 92],
      ["scubagear/ActionPlan.csv", "scubagear-action-plan-csv", 14],
    ] as const) {
      expect(await bring(tenant.slug, file)).toMatchObject({
        format,
        rows,
        created: 0,
        changed: 0,
        resolved: 0,
        unchanged: rows,
      });
    }
    expect(await findingsOf(tenant.id)).toEqual(before);
  });

  it("a result value that nobody knows is named", async () => {
    const tenant = await buildTenant();
    expect(await bring(tenant.slug, "scubagear/diff-PairA-Before.json")).toMatchObject({ rows: 13, created: 4 });
    await expect(bring(tenant.slug, "scubagear/diff-PairA-After.json")).rejects.toThrow(
      /Control 11 .*MS\.AAD\.12\.1v1.* "Bug"/,
    );
  });

  it("raw engine output is refused in words", async () => {
    const tenant = await buildTenant();
    await expect(bring(tenant.slug, "scubagear/TestResults.json")).rejects.toThrow(/not for findings/);
  });

  it("the report of one product gives the same findings as the results, whichever comes first, and adds nothing to them", async () => {
    const [first, second] = [await buildTenant(), await buildTenant()];
    await bring(first.slug, result);
    const before = await findingsOf(first.id);
    expect(await bring(first.slug, "scubagear/AADReport.json")).toMatchObject({
      format: "scubagear-report",
      rows: 30,
      created: 0,
      changed: 0,
      resolved: 0,
      unchanged: 30,
    });
    expect(await findingsOf(first.id)).toEqual(before);

    expect(await bring(second.slug, "scubagear/AADReport.json")).toMatchObject({ rows: 30, created: 15 });
    expect(await bring(second.slug, result)).toMatchObject({ rows: 92, created: 11, resolved: 0, reopened: 0 });
    const plain = (list: typeof before) => list.map(({ id: _, tenantId: __, workspaceId: ___, ...rest }) => rest);
    expect(plain(await findingsOf(second.id))).toEqual(plain(before));
  });
});

describeRealFiles("the raw settings of ScubaGear", () => {
  const bring = (slug: string, file: string) =>
    importFile(operator, { tenant: slug, fileName: file, source: sample(file) }, now);
  const reportsOf = (tenantId: bigint) =>
    inSystem((tx) =>
      tx.storedReport.findMany({
        where: { tenantId, NOT: { type: { startsWith: "assessment." } } },
        orderBy: { type: "asc" },
      }),
    );
  const sections = {
    conditional_access: ["conditional_access_policies"],
    entra_admin_roles: ["privileged_roles", "privileged_service_principals", "privileged_users"],
    permission_posture: ["risky_applications", "risky_third_party_service_principals"],
  };

  it.each([
    ["scubagear/ProviderSettingsExport.json", "scubagear-settings"],
    [result, "scubagear-json"],
  ])("%s: its sections are stored reports, each as it came, with the file's date", async (file, format) => {
    const tenant = await buildTenant();
    const whole = await readSample<Record<string, unknown>>(file);
    const raw = (whole.Raw ?? whole) as Record<string, object>;
    const size = (name: string) => Object.keys(raw[name] ?? {}).length;
    expect(await bring(tenant.slug, file)).toMatchObject({
      format,
      entraTenantId: "ca08493a-c9c8-4db0-a9e8-d3b4bafac269",
    });
    const reports = await reportsOf(tenant.id);
    expect(reports.map(({ type }) => type)).toEqual(Object.keys(sections));
    for (const report of reports) {
      const names = sections[report.type as keyof typeof sections];
      const { parts } = report.payload as { parts?: Record<string, { answer: unknown }> };
      const answers = parts
        ? Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.answer]))
        : null;
      const expected = Object.fromEntries(names.map((name) => [name, raw[name]]));
      expect(answers ?? { [names[0] ?? ""]: report.payload }).toEqual(expected);
      expect(report).toMatchObject({
        rowCount: names.reduce((rows, name) => rows + size(name), 0),
        capturedAt: new Date("2026-05-04T17:15:48.307Z"),
        isCapturedAtAssumed: false,
        isComplete: true,
      });
    }
  });

  it.each([
    ["conditional_access_policies", "conditional_access", 7],
    ["privileged_roles", "entra_admin_roles", 8],
    ["privileged_service_principals", "entra_admin_roles", 3],
    ["privileged_users", "entra_admin_roles", 3],
    ["risky_applications", "permission_posture", 2],
  ] as const)("%s in a file of its own is that part of %s", async (section, type, rows) => {
    const tenant = await buildTenant();
    const file = `graph/scubagear-section-${section}-2026-05.json`;
    expect(await bring(tenant.slug, file)).toMatchObject({ rows, created: rows, reports: [type] });
    const [report] = await reportsOf(tenant.id);
    expect(report).toMatchObject({
      source: `scubagear/${section}`,
      payload: await readSample(file),
      isCapturedAtAssumed: true,
    });
  });

  it("its roles and permissions are read for people: every assignment, every role of everybody, every permission", async () => {
    const raw = await readSample<{
      privileged_roles: { Assignments: unknown[] }[];
      privileged_users: Record<string, { roles: string[] }>;
      privileged_service_principals: Record<string, { roles: string[] }>;
      risky_applications: { Permissions: unknown[] }[];
      risky_third_party_service_principals: { Permissions: unknown[] }[];
    }>("scubagear/ProviderSettingsExport.json");
    const tenant = await buildTenant();
    await bring(tenant.slug, "scubagear/ProviderSettingsExport.json");
    const reports = new Map((await reportsOf(tenant.id)).map((report) => [report.type, readReport(report)]));
    const rolesRead = reports.get("entra_admin_roles");
    if (rolesRead?.kind !== "roles") throw new Error("the roles are not read");
    const assigned = rolesRead.rows.filter(({ how }) => how !== "not_said");
    expect(assigned).toHaveLength(raw.privileged_roles.flatMap((role) => role.Assignments).length);
    expect(assigned.filter(({ until }) => until === "permanent")).toHaveLength(23);
    for (const list of [raw.privileged_users, raw.privileged_service_principals])
      for (const [id, { roles }] of Object.entries(list)) {
        const read = rolesRead.rows.filter(({ holderId }) => holderId === id).map(({ role }) => role);
        expect(new Set(read)).toEqual(new Set(roles));
      }
    const permissions = reports.get("permission_posture");
    if (permissions?.kind !== "permissions") throw new Error("the permissions are not read");
    const applications = [...raw.risky_applications, ...raw.risky_third_party_service_principals];
    expect(permissions.rows.flatMap((grant) => grant.permissions)).toHaveLength(
      applications.flatMap((application) => application.Permissions).length,
    );
    expect(reports.get("conditional_access")?.rows).toHaveLength(7);
  });
});
