import { describe, expect, it } from "vitest";
import { type ComparedReport, permissionChanges, roleChanges } from "@/lib/reports/report-changes";

const base = "https://graph.microsoft.com/v1.0/$metadata#";

const report = (parts: Record<string, unknown>): ComparedReport => ({
  source: "graph",
  payload: { parts: Object.fromEntries(Object.entries(parts).map(([name, answer]) => [name, { answer }])) },
});

const members = (role: string | null, ...ids: string[]) => ({
  "@odata.context": `${base}${role === null ? "directoryObjects" : `directoryRoles('${role}')/members`}`,
  value: ids.map((id) => ({ id, userPrincipalName: `${id}@example.com` })),
});

const holders = (rows: { holderId: string; roleId: string }[]) =>
  rows.map(({ holderId, roleId }) => [roleId, holderId]);

describe("members of roles between two reports", () => {
  it("are compared role by role; of a role that only one holds nothing is said", () => {
    const before = report({ "directoryRoleMembers('a')": members("a", "1", "2"), roleDefinitions: { value: [] } });
    const after = report({
      "directoryRoleMembers('a')": members("a", "2", "3"),
      "directoryRoleMembers('b')": members("b", "4"),
      "directoryRoleMembers('c')": members("c", "5"),
      roleDefinitions: { value: [] },
    });
    const { added, removed, uncompared } = roleChanges(before, after);
    expect(holders(added)).toEqual([["a", "3"]]);
    expect(holders(removed)).toEqual([["a", "1"]]);
    expect(uncompared).toEqual(["directoryRoleMembers (2 answers)"]);
  });

  it("are compared with those that an earlier version stored without the id of the role", () => {
    const before = report({ directoryRoleMembers: members("a", "1"), roleDefinitions: { value: [] } });
    const after = report({ "directoryRoleMembers('a')": members("a", "2"), roleDefinitions: { value: [] } });
    const { added, removed, uncompared } = roleChanges(before, after);
    expect([holders(added), holders(removed), uncompared]).toEqual([[["a", "2"]], [["a", "1"]], []]);
    const single = { source: "graph/directoryRoleMembers", payload: members("a", "1") };
    expect(holders(roleChanges(single, after).removed)).toEqual([["a", "1"]]);
  });

  it("that do not say which role they are of are not called added and removed", () => {
    const before = { source: "graph/directoryRoleMembers", payload: members(null, "1") };
    const after = { source: "graph/directoryRoleMembers", payload: members(null, "2") };
    expect(roleChanges(before, after)).toEqual({
      added: [],
      removed: [],
      uncompared: [],
      nameless: ["directoryRoleMembers"],
    });
    expect(roleChanges(before, before).nameless).toEqual([]);
  });
});

describe("permissions on applications between two reports", () => {
  const on = (resourceId: string, principalId: string) => ({
    appRoleId: "r",
    principalId,
    resourceId,
    principalDisplayName: principalId,
    resourceDisplayName: resourceId,
  });
  const named = (rows: { application: string; resource: string }[]) =>
    rows.map((row) => [row.application, row.resource]);

  it("are compared by application, whatever their lists are named", () => {
    const together = report({ appRoleAssignedTo: { value: [on("s-1", "x"), on("s-2", "x")] }, other: { value: [] } });
    const apart = report({
      "appRoleAssignedTo(appId='a-1')": { value: [on("s-1", "y")] },
      "appRoleAssignedTo('s-2')": { value: [on("s-2", "x")] },
      "appRoleAssignedTo('s-3')": { value: [on("s-3", "x")] },
      other: { value: [] },
    });
    const { added, removed, uncompared } = permissionChanges(together, apart);
    expect(named(added)).toEqual([["y", "s-1"]]);
    expect(named(removed)).toEqual([["x", "s-1"]]);
    expect(uncompared).toEqual(["appRoleAssignedTo"]);
  });
});
