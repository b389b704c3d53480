import { describe, expect, it } from "vitest";
import { redacting, token, zoe, zoesToken } from "./redacting";

const { redactor, names } = redacting(zoe);
const fabrikam = token("tool", "fabrikam").replace("-", "_");

describe("a changed finding without people's data", () => {
  it("is made anew, member by member, and says the same of everybody as the finding itself", () => {
    const changed = {
      check_id: "fabrikam_check",
      fingerprint: "a".repeat(64),
      from_severity: "low",
      from_status: null,
      id: "12",
      resource_id: "zoe@example.com",
      resource_name: "SRV-1",
      resource_type: "server",
      severity: "high",
      source: "findings.fabrikam",
      status: "open",
      title: "SRV-1 of Zoe Quill and Ada",
    } as const;
    const more = { ...changed, owner: "Zoe Quill" };
    const device = token("device", "SRV-1");
    expect(redactor.changedFinding(more)).toEqual({
      ...changed,
      check_id: token("check", "fabrikam_check"),
      fingerprint: `pseudonymised-${names.pseudonyms.hash("a".repeat(64))}`,
      resource_id: zoesToken,
      resource_name: device,
      source: `findings.${fabrikam}`,
      title: `${device} of ${zoesToken} and [withheld]`,
    });
    expect(redactor.changedFinding({ ...changed, resource_type: "fabrikam" }).resource_type).toBe("");
  });
});

describe("sources without people's data", () => {
  it("keep what is expected of them under their names", () => {
    const expected = { isExpected: true, staleAfterDays: null };
    expect(
      redactor.expectations({ staleAfterDays: 30, sources: { hardening: expected, "findings.fabrikam": expected } }),
    ).toEqual({
      staleAfterDays: 30,
      sources: { hardening: expected, [`findings.${fabrikam}`]: expected },
    });
  });

  it("change with the times they were seen at, and a keyed hash in place of their content's", () => {
    const seen = { captured_at: "2026-11-25T07:30:11.000Z", content_hash: "b".repeat(64), by: "Zoe" };
    expect(
      redactor.sourceChange({ source: "fabrikam", state: "newer", from: seen, to: { ...seen, content_hash: null } }),
    ).toEqual({
      source: fabrikam,
      state: "newer",
      from: { captured_at: seen.captured_at, content_hash: names.pseudonyms.hash("b".repeat(64)) },
      to: { captured_at: seen.captured_at, content_hash: null },
    });
    expect(redactor.sourceChange({ source: "hardening", state: "new", from: null, to: null })).toEqual({
      source: "hardening",
      state: "new",
      from: null,
      to: null,
    });
  });
});

describe("the tenant's hardening without people's data", () => {
  it("keeps its state and its times", () => {
    for (const column of ["rbac_status", "rbac_last_setup_at", "rbac_last_checked_at"] as const)
      expect(redactor.hardening(column, "degraded")).toBe("degraded");
    expect(redactor.hardening("rbac_group_name", null)).toBeNull();
    expect(redactor.hardening("rbac_last_warnings", null)).toBeNull();
  });

  it("has tokens for names and ids, also of words on the list", () => {
    const columns = [
      "rbac_scope_id",
      "rbac_group_id",
      "rbac_group_name",
      "rbac_role_definition_id",
      "rbac_role_assignment_id",
    ] as const;
    for (const column of [...columns, "rbac_role_display_name"] as const)
      expect(redactor.hardening(column, "policy group"), column).toBe(token("object", "policy group"));
    expect(redactor.hardening("rbac_role_display_name", "Global Administrator")).toBe("Global Administrator");
    expect(redactor.hardening("rbac_group_name", 5)).toBeNull();
  });

  it("keeps words on the list, and has tokens for others", () => {
    expect(redactor.hardening("rbac_scope_mode", "all groups")).toBe("all groups");
    expect(redactor.hardening("rbac_scope_mode", "fabrikam")).toBe(token("object", "fabrikam"));
  });

  it("has its texts withhold names", () => {
    expect(redactor.hardening("rbac_status_reason", "Not by Ada")).toBe("Not by [withheld]");
    const warnings = ["Not by Zoe Quill", { by: "Ada", code: 5 }, null];
    const written = redactor.hardening("rbac_last_warnings", warnings);
    expect(written).toEqual([`Not by ${zoesToken}`, expect.stringContaining("[withheld]"), "null"]);
    expect(JSON.stringify(written)).not.toContain("Ada");
    expect(redactor.hardening("rbac_last_warnings", "Zoe")).toEqual([]);
  });

  it("changes from one to the other of what it would say by itself", () => {
    expect(redactor.hardeningFlip({ field: "rbac_group_name", from: null, to: "Zoe Quill" })).toEqual({
      field: "rbac_group_name",
      from: null,
      to: zoesToken,
    });
    expect(redactor.hardeningFlip({ field: "rbac_status_reason", from: "By Ada", to: "Open" })).toMatchObject({
      from: "By [withheld]",
      to: "Open",
    });
  });
});

describe("operations without people's data", () => {
  it("are somebody's, or TenantPilot's own", () => {
    expect(redactor.who("TenantPilot")).toBe("TenantPilot");
    expect(redactor.who("Zoe Quill")).toBe(zoesToken);
    expect(redactor.who("Ada Finch")).toBe(token("person", "Ada Finch"));
  });

  it("have a type, and texts", () => {
    expect(redactor.type("tenant.import")).toBe("tenant.import");
    expect(redactor.type("tenant.fabrikam")).toBe(token("name", "tenant.fabrikam"));
    expect(redactor.text("Open to Ada")).toBe("Open to [withheld]");
  });

  it("count numbers by words on the list, and nothing else", () => {
    const counts = { findings: 5, isComplete: true, fabrikam: 7, note: "Zoe", list: [1], none: null };
    expect(redactor.counts(counts)).toEqual({ findings: 5, isComplete: true });
  });
});

describe("the tenant's name without people's data", () => {
  it("is as it is, unless it is a person's", () => {
    expect(redactor.publicName("Fabrikam")).toBe("Fabrikam");
    expect(redactor.publicName("Zoe Quill")).toBe(token("tenant", "Zoe Quill"));
  });
});
