import { describe, expect, it } from "vitest";
import {
  appRoleAssignedTo,
  permissionGrants,
  roleAssignments,
  roleDefinitions,
} from "@/lib/embedded/demo/graph-answers";
import { readReport } from "@/lib/reports/read-report";
import { reportLabel } from "@/lib/reports/report-label";
import { sourceLabel } from "@/lib/sources/source-label";

const tenant = { slug: "contoso", name: "Contoso", entraTenantId: "00000001-0000-4000-8000-000000000000" };
const parts = (answers: Record<string, string>) => ({
  parts: Object.fromEntries(Object.entries(answers).map(([name, text]) => [name, { answer: JSON.parse(text) }])),
});
const roles = (payload: unknown, source = "graph") => {
  const reading = readReport({ type: "entra_admin_roles", source, payload });
  if (reading.kind !== "roles") throw new Error(`read as ${reading.kind}`);
  return reading.rows;
};

describe("privileged roles", () => {
  it("of the demo say who holds which role, alone and with role definitions", () => {
    const alone = roles(JSON.parse(roleAssignments(tenant, 1)), "graph/roleAssignments");
    const composed = roles(parts({ roleAssignments: roleAssignments(tenant, 1), roleDefinitions: roleDefinitions() }));
    for (const rows of [alone, composed]) {
      expect(rows).toHaveLength(12);
      expect(rows.filter(({ role }) => role === "Global Administrator")).toHaveLength(3);
      expect(rows[1]).toMatchObject({ kind: "person", how: "assigned", until: null, isThroughGroup: null, scope: "/" });
      expect(rows.map(({ holderDetail }) => holderDetail)).toContain("it-lead@contoso.example.com");
    }
  });

  it("tell what is held now from what may be activated, through what and until when", () => {
    const row = { principalId: "p1", roleDefinitionId: "62e90394-69f5-4237-9190-012177145e10", directoryScopeId: "/" };
    const rows = roles({
      parts: {
        roleAssignments: { answer: { value: [row, { ...row, principalId: "p2" }] } },
        roleAssignmentScheduleInstances: {
          answer: {
            value: [{ ...row, assignmentType: "Activated", memberType: "Direct", endDateTime: "2026-05-01T10:00:00Z" }],
          },
        },
        roleEligibilityScheduleInstances: {
          answer: {
            value: [
              {
                ...row,
                memberType: "Group",
                endDateTime: null,
                principal: { "@odata.type": "#microsoft.graph.group", displayName: "Admins" },
              },
            ],
          },
        },
      },
    });
    // What stands in both lists of assignments is one row, with the end that only the schedule knows.
    expect(rows.map(({ holder, how, isThroughGroup, until }) => [holder, how, isThroughGroup, until])).toEqual([
      ["Admins", "eligible", true, "permanent"],
      ["p1", "activated", false, "2026-05-01T10:00:00Z"],
      ["p2", "assigned", null, null],
    ]);
  });

  it("of directoryRoles/{id}/members take the role from the answer's context", () => {
    const rows = roles({
      parts: {
        directoryRoles: { answer: { value: [{ id: "r1", displayName: "Reader of all", roleTemplateId: "t1" }] } },
        directoryRoleMembers: {
          answer: {
            "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#directoryRoles('r1')/members",
            value: [{ displayName: "Somebody", userPrincipalName: "somebody@contoso.example" }],
          },
        },
      },
    });
    expect(rows).toMatchObject([
      { role: "Reader of all", holder: "Somebody", holderDetail: "somebody@contoso.example" },
    ]);
  });
});

describe("permission posture", () => {
  const posture = (payload: unknown, source = "graph") =>
    readReport({ type: "permission_posture", source, payload }).rows;

  it("of the demo says which application may do what, and names it where another answer knows the name", () => {
    const rows = posture(
      parts({ oauth2PermissionGrants: permissionGrants(tenant), appRoleAssignedTo: appRoleAssignedTo(tenant) }),
    );
    expect(rows).toHaveLength(6);
    expect(rows[0]).toMatchObject({ consent: "everyone", resource: "Microsoft Graph", who: "" });
    expect(rows).toContainEqual(
      expect.objectContaining({ permissions: ["Chat.Read.All", "User.Read.All", "Group.Read.All"] }),
    );
    expect(rows).toContainEqual(expect.objectContaining({ application: "Backup agent", consent: "application" }));
    expect(posture(JSON.parse(permissionGrants(tenant)), "graph/oauth2PermissionGrants")).toHaveLength(3);
  });

  it("counts an assignment that stands in the answers of both ends once", () => {
    const row = {
      appRoleId: "00000000-0000-0000-0000-000000000000",
      principalId: "p",
      principalType: "User",
      principalDisplayName: "Person",
      resourceId: "r",
      resourceDisplayName: "Application",
    };
    const rows = posture({
      parts: { appRoleAssignedTo: { answer: { value: [row] } }, appRoleAssignments: { answer: { value: [row] } } },
    });
    expect(rows).toEqual([
      {
        application: "Application",
        applicationId: "r",
        resource: "Application",
        resourceId: "r",
        permissions: ["Default access"],
        consent: "member",
        who: "Person",
        whoId: "p",
      },
    ]);
  });
});

describe("an assessment", () => {
  it("begins with what failed, worst first, and is counted again", () => {
    const check = (id: string, severity: string, counts: object) => ({
      id,
      severity,
      title: id,
      scope: "s",
      ...counts,
    });
    const reading = readReport({
      type: "assessment.prowler",
      source: "prowler",
      payload: {
        tool: "prowler",
        totals: { checks: 999 },
        checks: [
          check("passed", "critical", { passed: 4 }),
          check("low", "low", { failed: 1 }),
          check("high", "high", { failed: 2, passed: -3, accepted: "1" }),
          check("unasked", "high", { notAssessed: 1 }),
        ],
      },
    });
    if (reading.kind !== "assessment") throw new Error("no assessment");
    expect(reading.rows.map(({ id }) => id)).toEqual(["high", "low", "unasked", "passed"]);
    expect(reading.assessment.totals).toEqual({ checks: 4, passed: 4, failed: 3, accepted: 1, notAssessed: 1 });
  });
});

describe("conditional access and Secure Score", () => {
  it("are policies in words, with the answers as they came beside them", () => {
    const policy = {
      displayName: "Second factor",
      state: "enabled",
      conditions: {},
      grantControls: { builtInControls: ["mfa"] },
    };
    const place = { id: "n1", displayName: "Office" };
    const parts = { policies: { answer: { value: [policy] } }, namedLocations: { answer: { value: [place] } } };
    const reading = readReport({ type: "conditional_access", source: "graph", payload: { parts } });
    expect(reading).toMatchObject({ kind: "policies", rest: [policy, place] });
    expect(reading.rows).toMatchObject([{ name: "Second factor", state: "on", requires: "Second factor" }]);
  });

  it("are a score with its controls, those first that would raise it most", () => {
    const score = {
      currentScore: 4.5,
      maxScore: 10,
      controlScores: [
        { controlName: "a", score: 3 },
        { controlName: "b", score: 1.5 },
      ],
    };
    const profiles = [
      { id: "a", controlCategory: "Identity", maxScore: 4 },
      { id: "b", controlCategory: "Identity", maxScore: 6 },
    ];
    const parts = {
      secureScores: { answer: { value: [score] } },
      secureScoreControlProfiles: { answer: { value: profiles } },
    };
    const reading = readReport({ type: "secure_score", source: "graph", payload: { parts } });
    expect(reading).toMatchObject({ kind: "score", score: { current: 4.5, max: 10 } });
    expect(reading.rows).toMatchObject([{ name: "b", max: 6 }, { name: "a" }]);
  });
});

describe("any other report", () => {
  it("is its rows as a tree, and so is one of a known type that holds nothing we know", () => {
    expect(readReport({ type: "conditional_access", source: "graph/policies", payload: { value: [1, 2] } })).toEqual({
      kind: "tree",
      rows: [1, 2],
    });
    expect(readReport({ type: "entra_admin_roles", source: "graph", payload: { value: [{ odd: 1 }] } })).toEqual({
      kind: "tree",
      rows: [{ odd: 1 }],
    });
  });

  it.each(["entra_admin_roles", "permission_posture", "assessment.prowler", "secure_score"])(
    "of type %s may hold anything without breaking the page",
    (type) => {
      for (const payload of [
        null,
        1,
        "text",
        [],
        {},
        { value: null },
        { value: "x" },
        { value: [null, [], 3] },
        { parts: [] },
        { parts: { a: null } },
        { checks: [null, 1] },
      ]) {
        expect(() => readReport({ type, source: "graph/roleAssignments", payload })).not.toThrow();
      }
    },
  );

  it("has a name in words", () => {
    expect(reportLabel("assessment.scubagear")).toBe("ScubaGear assessment");
    expect(reportLabel("assessment.prowler")).toBe("Prowler assessment");
    expect(reportLabel("assessment.zero_trust_assessment")).toBe("Zero Trust Assessment");
    expect(reportLabel("assessment.someone-elses")).toBe("Someone-elses assessment");
    expect(sourceLabel("findings.m365-assess")).toBe("Findings of M365-Assess");
    expect(reportLabel("conditional_access")).toBe("Conditional access");
  });
});
