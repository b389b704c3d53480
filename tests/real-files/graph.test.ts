import { expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { importFile } from "@/lib/imports/import-file";
import { buildTenant } from "@/tests/factories";
import { describeRealFiles, readSample, sample } from "@/tests/real-files/sample-data";

const operator = { kind: "operator", name: "tests" } as const;
const now = new Date("2026-11-23T12:00:00Z");

const answers: readonly [file: string, type: string][] = [
  ["directory-roleAssignments-list.json", "entra_admin_roles"],
  ["directory-roleDefinitions-list.json", "entra_admin_roles"],
  ["directory-roleAssignmentScheduleInstances-list.json", "entra_admin_roles"],
  ["directory-roleEligibilityScheduleInstances-list.json", "entra_admin_roles"],
  ["directoryRoles-list.json", "entra_admin_roles"],
  ["directoryRole-members-list.json", "entra_admin_roles"],
  ["oauth2PermissionGrants-list.json", "permission_posture"],
  ["servicePrincipal-appRoleAssignedTo-list.json", "permission_posture"],
  ["servicePrincipal-appRoleAssignments-list.json", "permission_posture"],
  ["conditionalAccess-policies-list.json", "conditional_access"],
  ["conditionalAccess-namedLocations-list.json", "conditional_access"],
  ["security-secureScores-list.json", "secure_score"],
  ["security-secureScoreControlProfiles-list.json", "secure_score"],
  ["deviceManagement-roleAssignments-list.json", "intune_roles"],
  ["deviceManagement-roleDefinitions-list.json", "intune_roles"],
];

describeRealFiles("real answers of Microsoft Graph", () => {
  const bring = (slug: string, file: string) =>
    importFile(operator, { tenant: slug, fileName: file, source: sample(`graph/${file}`) }, now);
  const newest = (tenantId: bigint, type: string) =>
    inSystem((tx) =>
      tx.storedReport.findFirstOrThrow({
        where: { tenantId, type },
        orderBy: [{ capturedAt: "desc" }, { id: "desc" }],
      }),
    );

  it.each(answers)("%s is stored as %s, as it came", async (file, type) => {
    const tenant = await buildTenant();
    const answer = await readSample<{ value: unknown[] }>(`graph/${file}`);
    const result = await bring(tenant.slug, file);
    expect(result).toMatchObject({
      tool: "graph",
      rows: answer.value.length,
      created: answer.value.length,
      reports: [type],
    });
    const report = await newest(tenant.id, type);
    expect(report.payload).toEqual(answer);
    expect(report.rowCount).toBe(answer.value.length);
    const hasOwnDate = file === "security-secureScores-list.json";
    expect(report.isCapturedAtAssumed).toBe(!hasOwnDate);
    expect(report.capturedAt.toISOString()).toBe(hasOwnDate ? "2019-03-19T15:21:00.000Z" : now.toISOString());
  });

  it("the answers of one report come together in it, each as it came", async () => {
    const tenant = await buildTenant();
    const files = answers.filter(([, type]) => type === "entra_admin_roles").map(([file]) => file);
    for (const file of files) await bring(tenant.slug, file);
    const report = await newest(tenant.id, "entra_admin_roles");
    const { parts } = report.payload as { parts: Record<string, { answer: unknown }> };
    expect(Object.keys(parts)).toHaveLength(files.length);
    expect(parts.roleAssignments?.answer).toEqual(await readSample("graph/directory-roleAssignments-list.json"));
  });
});
