import { describe, expect, it } from "vitest";
import { readReport } from "@/lib/reports/read-report";

const roles = (payload: unknown, source = "graph") => {
  const reading = readReport({ type: "entra_admin_roles", source, payload });
  if (reading.kind !== "roles") throw new Error(`read as ${reading.kind}`);
  return reading.rows;
};

describe("as ScubaGear has them", () => {
  const answer = (value: unknown) => ({ answer: value });
  const assignment = (id: string, more: object) => ({
    PrincipalId: id,
    AssignmentType: "Assigned",
    MemberType: "Direct",
    DirectoryScopeId: "/",
    EndDateTime: null,
    ...more,
  });

  it("assignments get their names from the lists, an end as a date, and roles without an assignment are kept, once", () => {
    const rows = roles(
      {
        parts: {
          privileged_users: answer({
            u1: {
              DisplayName: "Jane Doe",
              roles: ["Global Administrator", "User Administrator", "User Administrator"],
            },
          }),
          privileged_service_principals: answer({ s1: { DisplayName: "Robot", AppId: "app-1", roles: [] } }),
          privileged_roles: answer([
            {
              DisplayName: "Global Administrator",
              RoleTemplateId: "62e90394-69f5-4237-9190-012177145e10",
              Assignments: [
                assignment("u1", {}),
                assignment("s1", { EndDateTime: "/Date(1778702258453)/", MemberType: "Group" }),
              ],
            },
            // A list of one was written as the thing itself.
            {
              DisplayName: "Reader",
              RoleTemplateId: "t",
              Assignments: assignment("u2", { AssignmentType: "Activated" }),
            },
          ]),
        },
      },
      "scubagear",
    );
    expect(
      rows.map(({ role, holder, kind, how, isThroughGroup, until }) => [
        role,
        holder,
        kind,
        how,
        isThroughGroup,
        until,
      ]),
    ).toEqual([
      ["Global Administrator", "Jane Doe", "person", "assigned", false, "permanent"],
      ["Global Administrator", "Robot", "application", "assigned", true, "2026-05-13T19:57:38.453Z"],
      ["Reader", "u2", "unknown", "activated", false, "permanent"],
      ["User Administrator", "Jane Doe", "person", "not_said", null, null],
    ]);
  });

  it("one section alone is read too", () => {
    const users = { u1: { DisplayName: "Jane Doe", roles: ["User Administrator"] } };
    expect(roles(users, "scubagear/privileged_users")).toMatchObject([{ role: "User Administrator", how: "not_said" }]);
  });

  it("applications say what they may do, what they only ask for, and what they sign in with", () => {
    const permission = (name: string, more: object) => ({
      RoleDisplayName: name,
      RoleType: "Application",
      ApplicationDisplayName: "Microsoft Graph",
      IsAdminConsented: true,
      IsRisky: false,
      ...more,
    });
    const application = {
      AppId: "a1",
      DisplayName: "Test application",
      KeyCredentials: { DisplayName: "CN=example", EndDateTime: "/Date(1650882678000)/" },
      PasswordCredentials: [
        { DisplayName: "one", EndDateTime: null },
        { DisplayName: "two", EndDateTime: null },
      ],
      FederatedCredentials: null,
      Permissions: [
        permission("Mail.Read", { IsRisky: true }),
        permission("User.Read", { RoleType: "Delegated" }),
        permission("Directory.Read.All", { IsAdminConsented: false }),
      ],
    };
    const reading = readReport({
      type: "permission_posture",
      source: "scubagear/risky_applications",
      payload: [application],
    });
    expect(reading).toMatchObject({
      kind: "permissions",
      rows: [
        { consent: "everyone", permissions: ["User.Read"] },
        { consent: "application", permissions: ["Mail.Read"], risky: ["Mail.Read"] },
        { consent: "requested", permissions: ["Directory.Read.All"] },
      ],
    });
    expect(reading.rows[0]).toMatchObject({
      credentials: [
        { kind: "certificate", name: "CN=example", until: "2022-04-25T10:31:18.000Z" },
        { kind: "secret", name: "one", until: null },
        { kind: "secret", name: "two", until: null },
      ],
    });
  });
});

it("M365-Assess's table of members is read as roles", () => {
  const row = {
    RoleName: "Global Administrator",
    RoleId: "r",
    MemberDisplayName: "Alex Example",
    MemberUPN: "alex@example.com",
    MemberType: "User",
    MemberId: "m",
  };
  expect(roles([row], "m365_assess/adminRoles")).toMatchObject([
    {
      role: "Global Administrator",
      holder: "Alex Example",
      holderDetail: "alex@example.com",
      kind: "person",
      how: "assigned",
    },
  ]);
});
