import { describe, expect, it } from "vitest";
import type { FindingValues } from "@/lib/review-packs/build/finding-rows";
import { redacting, token, zoe, zoesToken } from "./redacting";

const moment = { iso: "2026-11-25T07:30:11.000Z", epochMs: "1795591811000" };
const finding: FindingValues = {
  id: "12",
  fingerprint: "a".repeat(64),
  source: "findings.fabrikam",
  scope: "fabrikam",
  checkId: "fabrikam_check",
  title: "Zoe Quill signs in from SRV-1",
  severity: "high",
  status: "open",
  resourceType: "server",
  resourceId: "zoe@example.com",
  resourceName: "SRV-1",
  firstSeen: moment,
  lastSeen: moment,
  evidence: '{"detail":"SRV-1 of Ada","secret":"Zoe"}',
  remediation: "Then ask Ada about SRV-1.",
  compliance: '["CIS: 1.3.1","Fabrikam: 7","CIS: 10.1.2.3",5]',
};

describe("a finding without people's data", () => {
  const { redactor, names } = redacting(zoe);
  const device = token("device", "SRV-1");

  it("is made anew, member by member", () => {
    expect(redactor.finding(finding)).toEqual({
      id: "12",
      fingerprint: `pseudonymised-${names.pseudonyms.hash("a".repeat(64))}`,
      source: `findings.${token("tool", "fabrikam").replace("-", "_")}`,
      scope: token("scope", "fabrikam"),
      checkId: token("check", "fabrikam_check"),
      title: `${zoesToken} signs in from ${device}`,
      severity: "high",
      status: "open",
      resourceType: "server",
      resourceId: zoesToken,
      resourceName: device,
      firstSeen: moment,
      lastSeen: moment,
      evidence: `{"detail":"${device} of [withheld]","membersWithheld":1}`,
      remediation: `Then ask [withheld] about ${device}.`,
      compliance: '["CIS: 1.3.1"]',
    });
  });

  it("has no member that nobody thought of", () => {
    const more = { ...finding, owner: "Zoe Quill" };
    expect(Object.keys(redactor.finding(more)).sort()).toEqual(Object.keys(finding).sort());
  });

  it("has no requirements when they are no list", () => {
    expect(redactor.finding({ ...finding, compliance: '{"CIS":"Zoe Quill"}' }).compliance).toBe("[]");
  });

  it("keeps its requirements when its title reads like a list of them", () => {
    const title = '["Zoe Quill"]';
    const { redactor: another } = redacting(zoe);
    expect(another.finding({ ...finding, title, remediation: title, compliance: title }).compliance).toBe("[]");
  });
});
