import { describe, expect, it } from "vitest";
import { idOfPart, isEvidencePart, isNameless, listOfPart, partName, storedPartName } from "@/lib/reports/part-name";

const base = "https://graph.microsoft.com/v1.0/$metadata#";

describe("the part that an answer is", () => {
  it.each([
    ["directoryRoleMembers", "directoryRoles('r-1')/members", "directoryRoleMembers('r-1')"],
    ["directoryRoleMembers", "directoryObjects", "directoryRoleMembers"],
    ["appRoleAssignedTo", "servicePrincipals('s-1')/appRoleAssignedTo", "appRoleAssignedTo('s-1')"],
    ["appRoleAssignedTo", "servicePrincipals(appId='a-1')/appRoleAssignedTo", "appRoleAssignedTo(appId='a-1')"],
    ["appRoleAssignments", "servicePrincipals('s-1')/appRoleAssignments", "appRoleAssignments('s-1')"],
    ["appRoleAssignments", "appRoleAssignments", "appRoleAssignments"],
    ["roleAssignments", "roleManagement/directory/roleAssignments(principal())", "roleAssignments"],
    // No id that goes into a name.
    ["directoryRoleMembers", "directoryRoles('a/../b')/members", "directoryRoleMembers"],
    ["directoryRoleMembers", `directoryRoles('${"x".repeat(81)}')/members`, "directoryRoleMembers"],
  ])("%s of %s is %s", (list, entity, part) => {
    expect(partName(list, `${base}${entity}`)).toBe(part);
    expect(listOfPart(part)).toBe(list);
  });

  it("without a context has the name of its list", () => {
    expect(partName("directoryRoleMembers", "")).toBe("directoryRoleMembers");
  });

  it("says the id, whether it should have one, and whether it is evidence", () => {
    expect(idOfPart("directoryRoleMembers('r-1')")).toBe("r-1");
    expect(idOfPart("appRoleAssignedTo(appId='a-1')")).toBe("a-1");
    expect(idOfPart("roleAssignments")).toBeNull();
    expect(["directoryRoleMembers", "directoryRoleMembers('r-1')", "roleAssignments"].map(isNameless)).toEqual([
      true,
      false,
      false,
    ]);
    expect(["roleDefinitions", "directoryRoles", "directoryRoleMembers('r-1')"].map(isEvidencePart)).toEqual([
      false,
      false,
      true,
    ]);
  });
});

describe("a part that an earlier version stored without its id", () => {
  const answer = (entity: string, ...resources: string[]) => ({
    "@odata.context": `${base}${entity}`,
    value: resources.map((resourceId) => ({ resourceId })),
  });

  it("is known by its answer's context", () => {
    expect(storedPartName("directoryRoleMembers", answer("directoryRoles('r-1')/members"))).toBe(
      "directoryRoleMembers('r-1')",
    );
    const permissions = answer("servicePrincipals('s-1')/appRoleAssignedTo", "s-1", "s-1");
    expect(storedPartName("appRoleAssignedTo", permissions)).toBe("appRoleAssignedTo('s-1')");
    expect(storedPartName("roleAssignments", answer("directoryRoles('r-1')/members"))).toBe("roleAssignments");
  });

  it("keeps its name where a fetch had put several applications together", () => {
    const together = answer("servicePrincipals('s-1')/appRoleAssignedTo", "s-1", "s-2");
    expect(storedPartName("appRoleAssignedTo", together)).toBe("appRoleAssignedTo");
  });

  it("of one thing on several applications is still of that thing", () => {
    const own = answer("servicePrincipals('s-9')/appRoleAssignments", "s-1", "s-2");
    expect(storedPartName("appRoleAssignments", own)).toBe("appRoleAssignments('s-9')");
  });
});
