import { describe, expect, it } from "vitest";
import { isComplianceRef, isHarmlessId } from "@/lib/review-packs/build/redact/identifiers";

describe("the id of a check", () => {
  it.each([
    "CIS.M365.1.1.1",
    "CIS.M365.10.12.1.1.1",
    "CIS.1(L1)",
    "EIDSCA.AP01",
    "MT.1001",
    "ORCA.100.1",
    "MS.AAD.3.2v2",
    "MT.1001.123",
    "MT.1.1",
    "CISA.MS.POWERBI.17.1",
    "MS.POWERBI.1.12",
    "MS.POWERBI.12.1v2",
    "CIS.M365.12.12.12.12.12",
    "CIS.12.12.12.12.12(L1)",
  ])("is harmless when it is of a family that is known: %s", (id) => expect(isHarmlessId(id)).toBe(true));

  it.each([
    "entra_admin_roles",
    "sign-in.policy:block/legacy",
    "Block legacy authentication",
    "block legacy",
    "Conditional Access",
    "M365 Baseline",
    "12345",
  ])("is harmless when it is made of words on the list: %s", (id) => expect(isHarmlessId(id)).toBe(true));

  it.each([
    "fabrikam_rules",
    "CIS.M365.FABRIKAM",
    "xMT.1001",
    "MT.12345",
    "MT.1001.1234",
    "MS.POWERBI.1.1v",
    "MS.POWERBI.1.x",
    "MS.POWERBI.123.1",
    "CIS.M365.12.12.12.12.12.12",
    "MT.1001.Zoe",
    "MS.ADA.1.1v2zoe",
    "EIDSCA.ZOE1",
    "Mark Young",
    "mark Young",
    "Mark King Summer",
    "policy (of sales)",
    "policy, sales",
    "sales@policy",
    "políticas",
  ])("is not when it names somebody, or has other characters: %s", (id) => expect(isHarmlessId(id)).toBe(false));

  it("is short", () => {
    expect(isHarmlessId("a_".repeat(60))).toBe(true);
    expect(isHarmlessId(`${"a_".repeat(60)}a`)).toBe(false);
    expect(isHarmlessId("")).toBe(false);
  });
});

describe("a requirement of a framework", () => {
  it.each([
    "CIS-6.0: 1.3.1",
    "CIS-6.0:1.3.1",
    "CIS: 5.2.2.3",
    "CIS: 12.1.2.3",
    "CIS: 1.12.2.3",
    "CIS: 1.10.2.3",
    "NIST: 1234",
    "MITRE: 1.TA2",
    "NIST_CSF: PR.AC-4",
    "ISO 27001: A.5.1",
    "NIST: AC-2(1)",
    "NIST: IA-2 (1)(a)",
    "PCI: 8.3.1a",
    "SOC: CC6.1",
    "CIS",
    "CIS:",
  ])("goes out in the form of one: %s", (ref) => expect(isComplianceRef(ref)).toBe(true));

  it.each([
    "Fabrikam: 1.3.1",
    "CIS: Zoe",
    "CIS: zoe 1",
    "CIS: 1.3.1 by Zoe Quill",
    "CIS_Zoe: 1",
    "Mark: 1",
    "CIS: 12345",
    "CIS: 1.3.1.2.3.4.5.6.7.8.9.0.1",
    "zoe@example.com",
    ": zoe",
    ": sales",
  ])("does not with words of its own: %s", (ref) => expect(isComplianceRef(ref)).toBe(false));

  it.each([
    "10.1.2.3",
    "CIS: 10.1.2.3",
    "CIS: 1.2.3.40",
    "CIS: 112.1.2.3",
    "CIS: 1.2.3.114",
    "CIS: 1.2.35.4",
    "CIS: 192.168.1.1",
    "CIS: 1 10.1.2.3",
    "IP 10.1.2.3: 5",
    "IP_192.168.1.1",
    "2001:db8::1",
    "00-11-22-33-44-55",
  ])("is no address of a machine: %s", (ref) => expect(isComplianceRef(ref)).toBe(false));

  it("is a short text and nothing else", () => {
    for (const ref of [null, 5, {}, ["CIS: 1"]]) expect(isComplianceRef(ref)).toBe(false);
    expect(isComplianceRef("CIS ".repeat(30))).toBe(true);
    expect(isComplianceRef(`${"CIS ".repeat(30)}C`)).toBe(false);
    expect(isComplianceRef(`CIS: ${"1.".repeat(12)}`)).toBe(true);
    expect(isComplianceRef(`CIS: ${"1.".repeat(12)}1`)).toBe(false);
  });
});
