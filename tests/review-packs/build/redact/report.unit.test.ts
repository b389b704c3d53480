import { describe, expect, it } from "vitest";
import { redacting, token, zoe, zoesToken } from "./redacting";

const { redactor } = redacting(zoe);
const reportOf = (payload: unknown, type = "entra_admin_roles") => redactor.report(type, payload);
const id = "9f1c8a52-5b0e-4a58-9d4f-0a1b2c3d4e5f";
const globalAdministrator = "62e90394-69f5-4237-9190-012177145e10";

describe("a stored report without people's data", () => {
  it("keeps its form, and of its members those on the list", () => {
    const report = {
      value: [
        { id, displayName: "Fabrikam Blue", owner: "Zoe", isEnabled: true, notes: { displayName: "Zoe" } },
        { principal: { userPrincipalName: "zoe@example.com", displayName: "Zoe Quill" }, extra: ["Zoe"] },
      ],
      nextLink: "https://example.com/zoe",
    };
    expect(reportOf(report)).toStrictEqual({
      value: [
        { id: token("object", id), displayName: token("name", "Fabrikam Blue"), isEnabled: true },
        { principal: { userPrincipalName: zoesToken, displayName: zoesToken } },
      ],
    });
  });

  it("knows members in capital and small letters", () => {
    expect(reportOf({ DisplayName: "Fabrikam", PRINCIPALID: id, Zoe: 1 })).toEqual({
      DisplayName: token("name", "Fabrikam"),
      PRINCIPALID: token("object", id),
    });
  });

  it("keeps a map by ids, whose keys become tokens too; those that every tenant has stay", () => {
    const held = { displayName: "Fabrikam" };
    expect(reportOf({ privileged_users: { [id]: held, [globalAdministrator]: held, zoe: held } })).toEqual({
      privileged_users: {
        [token("object", id)]: { displayName: token("name", "Fabrikam") },
        [globalAdministrator]: { displayName: token("name", "Fabrikam") },
      },
    });
  });

  it("is anything, and of a bare text nothing is left", () => {
    for (const payload of [null, 5, true, [], {}]) expect(reportOf(payload)).toEqual(payload);
    expect(reportOf("Zoe Quill")).toBeUndefined();
    expect(reportOf("12345")).toBe("12345");
    expect(reportOf({ "": 5, " ": 5 })).toEqual({});
    expect(reportOf([null, "Zoe", 5, ["Zoe"]])).toEqual([null, 5, []]);
  });
});

describe("a member of a stored report", () => {
  const member = (key: string, value: unknown, type?: string) =>
    (reportOf({ [key]: value }, type) as Record<string, unknown>)[key];

  it("that is an id is a token, unless it is a word that stands where ids do", () => {
    for (const key of ["principalId", "directoryScopeId", "includeUsers", "ipRanges", "azureTenantId"]) {
      expect(member(key, id), key).toBe(token("object", id));
      expect(member(key, "/administrativeUnits/zoe"), key).toBe(token("object", "/administrativeUnits/zoe"));
    }
    const words = ["/", "", "All", "None", "GuestsOrExternalUsers", "Office365", "MicrosoftAdminPortals", "AllTrusted"];
    expect(member("includeUsers", words)).toEqual(words);
    expect(member("ipAddress", "10.1.2.3")).toBe(token("address", "10.1.2.3"));
    expect(member("roleDefinitionId", globalAdministrator)).toBe(globalAdministrator);
  });

  it("that is a name is a token, also when it is made of words on the list", () => {
    expect(member("displayName", "Block legacy authentication")).toBe(token("name", "Block legacy authentication"));
    expect(member("resourceDisplayName", "Microsoft Graph")).toBe("Microsoft Graph");
    expect(member("givenName", "Zoe")).toBe(token("name", "Zoe"));
  });

  it("that is the name of a role stays when it reads as one, and is a token otherwise", () => {
    expect(member("roleName", "Global Administrator")).toBe("Global Administrator");
    for (const role of [
      "Sales Administrator",
      "Backup reader",
      "Backup writer",
      "backup operator",
      "policy support",
      "policy",
    ])
      expect(member("roleDisplayName", role)).toBe(role);
    for (const role of [
      "Fabrikam Administrator",
      "Ada Finch",
      "Sales of Mark",
      "Sales Mark Administrator",
      "Backup Operator 7 Summer",
    ])
      expect(member("roles", [role])).toEqual([token("name", role)]);
    expect(member("roleName", "Summer support")).toBe("Summer support");
    expect(member("roleName", "Summer support 5")).toBe(token("name", "Summer support 5"));
    expect(member("roleName", "Summer supports")).toBe(token("name", "Summer supports"));
  });

  it("that is a word stays when it is on the list, and is a token otherwise", () => {
    expect(member("state", "enabled")).toBe("enabled");
    expect(member("@odata.type", "#microsoft.graph.group")).toBe("#microsoft.graph.group");
    expect(member("state", "fabrikam")).toBe(token("object", "fabrikam"));
    expect(member("scope", "User.Read.All  fabrikam offline")).toBe(
      `User.Read.All ${token("object", "fabrikam")} offline`,
    );
  });

  it("that is a text is a text", () => {
    expect(member("description", "Zoe Quill asked Ada today")).toBe(`${zoesToken} asked [withheld] today`);
  });

  it("that is a time has one of the forms of times, or is left out", () => {
    const times = ["2026-11-25T07:30:11Z", "/Date(1795591811000)/", "/Date(-62135596800000)/", "11/25/2026 7:30:11 AM"];
    for (const time of [...times, "1/2/2026 17:30:11", "P180D", "PT8H", "PT12H", "P1DT8H"])
      expect(member("createdDateTime", time)).toBe(time);
    const others = [
      "Zoe",
      "x/Date(1)/",
      "/Date(1)/x",
      "/Date(123456789012345)/",
      "11/25/26 7:30:11",
      "7:30",
      "PT8HZ",
      "xPT8H",
    ];
    for (const other of [...others, "P1ZOE", "1/2/2026 7:3:1", "1/2/2026 7:30:11 XM"])
      expect(member("createdDateTime", other), other).toBeUndefined();
  });

  it("that is an id, a name or a text is hidden also when the tool wrote it as a number", () => {
    expect(member("principalId", 4_915_551_234)).toBe(token("object", "4915551234"));
    expect(member("displayName", 4_915_551_234)).toBe(token("name", "4915551234"));
    expect(member("createdDateTime", 4_915_551_234)).toBeUndefined();
  });

  it("that is plain is a number or true or false, and no text", () => {
    for (const value of ["12345", "-1.2345", "0", "true", "False", 123456, false, null])
      expect(member("rank", value)).toBe(value);
    for (const value of ["123456", "1.23456", "Zoe", "x1", "1x", "truex", "xfalse", "", "1."])
      expect(member("rank", value), value).toBeUndefined();
  });

  it("that only holds others is no text", () => {
    expect(member("principal", "Zoe Quill")).toBeUndefined();
    expect(member("value", ["Zoe", 1])).toEqual([1]);
  });

  it("that says what an answer of Microsoft Graph is keeps that, with tokens for the ids in it", () => {
    const graph = "https://graph.microsoft.com/v1.0/$metadata#";
    const context = (text: string) => member("@odata.context", text);
    expect(context(`${graph}directoryRoles`)).toBe(`${graph}directoryRoles`);
    expect(context(`${graph}groups('${id}')/members('zoe')`)).toBe(
      `${graph}groups('${token("object", id)}')/members('${token("object", "zoe")}')`,
    );
    expect(context(`${graph.replace("v1.0", "beta")}users('')/$entity`)).toBe(
      `${graph.replace("v1.0", "beta")}users('')/$entity`,
    );
    const others = ["zoe", "users('zoe", `users/${id}`, "users('zoe quill')", `x${"a".repeat(200)}`, "users#zoe"];
    for (const other of others) expect(context(graph + other), other).toBeUndefined();
    expect(context("https://zoe.example.com/v1.0/$metadata#users")).toBeUndefined();
    expect(context(`5${graph}users`)).toBeUndefined();
    expect(context(`${graph.replace("v1.0", "zoe")}users`)).toBeUndefined();
  });
});

describe("a stored assessment", () => {
  const assessed = (payload: unknown) => reportOf(payload, "assessment.prowler");

  it("has the members of assessments, each by its rule", () => {
    const check = {
      id: "entra_admin_roles",
      title: "Of Zoe Quill",
      severity: "high",
      scope: "tenant",
      passed: 1,
      failed: 2,
    };
    const more = { accepted: 3, notAssessed: 4, displayName: "Zoe" };
    const payload = {
      tool: "prowler",
      toolVersion: "5.13",
      scannedAt: "2026-11-25T07:30:11Z",
      totals: { passed: 1, displayName: "Zoe" },
      checks: [
        { ...check, ...more },
        { id: "fabrikam_1", severity: "zoe", scope: "fabrikam" },
      ],
    };
    expect(assessed(payload)).toEqual({
      tool: "prowler",
      toolVersion: "5.13",
      scannedAt: "2026-11-25T07:30:11Z",
      totals: { passed: 1 },
      checks: [
        { ...check, title: `Of ${zoesToken}`, accepted: 3, notAssessed: 4 },
        { id: token("check", "fabrikam_1"), scope: token("check", "fabrikam") },
      ],
    });
    expect(assessed({ tool: "fabrikam" })).toEqual({ tool: token("tool", "fabrikam").replace("-", "_") });
    for (const severity of ["critical", "high", "medium", "low", "informational", ""])
      expect(assessed({ severity })).toEqual({ severity });
  });

  it("alone has them: severity is nothing in a report of roles, and an id there is an id", () => {
    expect(reportOf({ severity: "high", passed: 1, id: "entra_admin_roles" }, "x.assessment.")).toEqual({
      id: token("object", "entra_admin_roles"),
    });
  });
});

describe("what every tenant has", () => {
  it("keeps its id in capital letters too, and the empty id is nobody's", () => {
    for (const one of [
      globalAdministrator.toUpperCase(),
      "00000003-0000-0000-C000-000000000000",
      "00000000-0000-0000-0000-000000000000",
    ])
      expect(reportOf({ appId: one })).toEqual({ appId: one });
    const online = ["Office 365 Exchange Online", "Office 365 SharePoint Online", "Microsoft Graph"];
    for (const displayName of [...online, "Windows Azure Active Directory", "Windows Azure Service Management API"])
      expect(reportOf({ displayName })).toEqual({ displayName });
    expect(reportOf({ displayName: "office 365 exchange online" })).not.toEqual({
      displayName: "office 365 exchange online",
    });
  });
});
