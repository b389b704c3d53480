import { inSystem } from "@/lib/db";
import { buildFinding, buildOperationRun, buildReport, buildTenant, buildWorkspace } from "../../../factories";

const ended = { status: "completed", outcome: "succeeded", completedAt: new Date() };
export const logo = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** A tenant with something for every chapter. */
export async function richTenant() {
  const workspace = await buildWorkspace({ name: "Example Advisers", accent: "#0f766e" });
  await inSystem((tx) =>
    tx.workspaceLogo.create({
      data: { workspaceId: workspace.id, png: logo, sha256: "0".repeat(64), width: 1, height: 1 },
    }),
  );
  const tenant = await buildTenant({
    workspaceId: workspace.id,
    name: "Wingtip Toys",
    rbacStatus: "partial",
    rbacGroupId: "group",
    rbacGroupName: "Operators of Wingtip",
    rbacLastCheckedAt: new Date(),
  });
  for (let i = 0; i < 12; i++)
    await buildFinding({
      tenant,
      severity: "critical",
      checkId: "mfa",
      title: "Second factor",
      resourceName: `person ${i}`,
    });
  await buildFinding({ tenant, severity: "low", checkId: "guests", title: "Guests are few", status: "accepted" });
  await buildFinding({ tenant, source: "maester", severity: "medium", checkId: "mail", title: "Mail stays inside" });
  await buildFinding({
    tenant,
    source: "scubagear",
    severity: "high",
    status: "resolved",
    lastSeenAt: new Date(Date.now() - 90 * 86_400_000),
  });
  await buildReport({ tenant, type: "entra_admin_roles", source: "graph", rowCount: 3, payload: roles });
  await buildReport({ tenant, type: "permission_posture", source: "graph", rowCount: 2, payload: grants });
  await buildReport({ tenant, type: "conditional_access", source: "graph/policies", rowCount: 2, payload: policies });
  await buildReport({ tenant, type: "secure_score", source: "graph/secureScores", rowCount: 1, payload: score });
  await buildReport({ tenant, type: "assessment.prowler", source: "prowler", rowCount: 2, payload: assessment });
  await buildReport({ tenant, type: "intune_roles", source: "graph", rowCount: 4, payload: { value: [] } });
  await buildOperationRun({ tenant, ...ended, initiatedByName: "Somebody" });
  await buildOperationRun({ tenant, ...ended, outcome: "failed", failureReason: "The file was cut off." });
  return tenant;
}

const person = (name: string) => ({
  "@odata.type": "#microsoft.graph.user",
  displayName: name,
  userPrincipalName: `${name}@example.com`,
});
const globalAdministrator = "62e90394-69f5-4237-9190-012177145e10";
const roles = {
  parts: {
    roleAssignments: {
      answer: {
        value: [
          { principalId: "1", roleDefinitionId: globalAdministrator, principal: person("ada"), directoryScopeId: "/" },
        ],
      },
    },
    roleEligibilityScheduleInstances: {
      answer: {
        value: [
          {
            principalId: "2",
            roleDefinitionId: globalAdministrator,
            roleEligibilityScheduleId: "s",
            memberType: "Direct",
            endDateTime: "2027-03-01T00:00:00Z",
            principal: person("grace"),
          },
        ],
      },
    },
  },
};
const grants = {
  parts: {
    oauth2PermissionGrants: {
      answer: {
        value: [{ clientId: "c", consentType: "AllPrincipals", resourceId: "r", scope: "User.Read Mail.Read" }],
      },
    },
    appRoleAssignedTo: {
      answer: {
        value: [
          {
            appRoleId: "19dbc75e-c2e2-444c-a770-ec69d8559fc7",
            principalId: "c",
            principalDisplayName: "Backup agent",
            principalType: "ServicePrincipal",
            resourceId: "r",
            resourceDisplayName: "Microsoft Graph",
          },
        ],
      },
    },
  },
};
const policies = {
  value: [
    {
      displayName: "Everybody needs a second factor",
      state: "enabled",
      conditions: {
        users: { includeUsers: ["All"], excludeGroups: ["g"] },
        applications: { includeApplications: ["All"] },
      },
      grantControls: { operator: "OR", builtInControls: ["mfa", "compliantDevice"] },
    },
    { displayName: "Old one", state: "disabled", conditions: {}, grantControls: null },
  ],
};
const score = {
  value: [
    {
      currentScore: 387,
      maxScore: 697,
      createdDateTime: "2026-11-20T00:00:00Z",
      averageComparativeScores: [{ basis: "AllTenants", averageScore: 37 }],
      controlScores: [],
    },
  ],
};
const assessment = {
  tool: "prowler",
  toolVersion: "5.1",
  checks: [
    {
      id: "a",
      title: "All is well",
      severity: "high",
      scope: "",
      passed: 1204,
      failed: 0,
      accepted: 0,
      notAssessed: 2,
    },
    { id: "b", title: "All is not", severity: "high", scope: "", passed: 0, failed: 106, accepted: 0, notAssessed: 0 },
  ],
};
