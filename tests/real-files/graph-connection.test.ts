import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { askForFetch, connectedTenant, startMicrosoft, storedParts } from "@/tests/graph/graph-place";
import { type ProductStage, setProductStage } from "@/tests/inngest/product-stage";
import { describeRealFiles, readSample } from "@/tests/real-files/sample-data";
import type { GraphServer } from "@/tests/support/graph-server";

vi.setConfig({ testTimeout: 120_000 });

const graph = "00000003-0000-0000-c000-000000000000";

/** Where Microsoft Graph gives each of the recorded answers, and what it becomes a part of. */
const recorded: readonly [path: string, file: string, type: string, part: string][] = [
  [
    "/v1.0/roleManagement/directory/roleDefinitions",
    "directory-roleDefinitions-list",
    "entra_admin_roles",
    "roleDefinitions",
  ],
  [
    "/v1.0/roleManagement/directory/roleAssignments?$expand=principal",
    "directory-roleAssignments-list",
    "entra_admin_roles",
    "roleAssignments",
  ],
  [
    "/v1.0/roleManagement/directory/roleAssignmentScheduleInstances?$expand=principal",
    "directory-roleAssignmentScheduleInstances-list",
    "entra_admin_roles",
    "roleAssignmentScheduleInstances",
  ],
  [
    "/v1.0/roleManagement/directory/roleEligibilityScheduleInstances?$expand=principal",
    "directory-roleEligibilityScheduleInstances-list",
    "entra_admin_roles",
    "roleEligibilityScheduleInstances",
  ],
  ["/v1.0/oauth2PermissionGrants/delta", "oauth2PermissionGrants-list", "permission_posture", "oauth2PermissionGrants"],
  [
    `/v1.0/servicePrincipals(appId='${graph}')/appRoleAssignedTo`,
    "servicePrincipal-appRoleAssignedTo-list",
    "permission_posture",
    `appRoleAssignedTo(appId='${graph}')`,
  ],
  ["/v1.0/identity/conditionalAccess/policies", "conditionalAccess-policies-list", "conditional_access", "policies"],
  [
    "/v1.0/identity/conditionalAccess/namedLocations",
    "conditionalAccess-namedLocations-list",
    "conditional_access",
    "namedLocations",
  ],
  ["/v1.0/security/secureScores?$top=1", "security-secureScores-list", "secure_score", "secureScores"],
  [
    "/v1.0/security/secureScoreControlProfiles",
    "security-secureScoreControlProfiles-list",
    "secure_score",
    "secureScoreControlProfiles",
  ],
];

interface RecordedAnswer {
  value: { azureTenantId?: string }[];
}

describeRealFiles("a fetch of real answers of Microsoft Graph", () => {
  let microsoft: GraphServer;
  let stage: ProductStage;
  beforeAll(async () => {
    microsoft = await startMicrosoft();
    stage = await setProductStage();
  });
  afterAll(async () => {
    await stage.close();
    await microsoft.stop();
  });

  it("stores each row as it came", async () => {
    const { tenant, owner } = await connectedTenant();
    const answers = new Map<string, RecordedAnswer>();
    for (const [path, file] of recorded) {
      const answer = await readSample<RecordedAnswer>(`graph/${file}.json`);
      // Recorded at many tenants; a fetch is of one.
      for (const row of answer.value) if (row.azureTenantId) row.azureTenantId = tenant.entraTenantId ?? "";
      answers.set(file, answer);
      microsoft.answers.set(path, { body: answer });
    }
    await stage.deliver((await askForFetch(owner, tenant.slug)).event);
    for (const [, file, type, part] of recorded) {
      const { rows } = await storedParts(tenant.id, type);
      expect(rows[part], file).toEqual(answers.get(file)?.value);
    }
  });
});
