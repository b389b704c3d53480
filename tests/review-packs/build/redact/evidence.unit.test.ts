import { describe, expect, it } from "vitest";
import { canonicalJson } from "@/lib/archive/canonical-json";
import { redactEvidence } from "@/lib/review-packs/build/redact/evidence";
import { redacting, token, zoe, zoesToken } from "./redacting";

const { names } = redacting(zoe);
const own = names.ownOf({ resourceId: "SRV1", resourceName: "SRV1", resourceType: "server" });
const evidenceOf = (evidence: unknown) => JSON.parse(redactEvidence(names, JSON.stringify(evidence), own));

describe("a finding's evidence", () => {
  it("goes out member by member, each by its rule", () => {
    const texts = [
      "detail",
      "message",
      "recommendedValue",
      "block",
      "category",
      "controlId",
      "criticality",
      "description",
    ];
    const more = ["group", "impact", "implementationCost", "result", "risk", "service", "setting", "severityNote"];
    for (const member of [...texts, ...more, "sfiPillar"])
      expect(evidenceOf({ [member]: "Zoe Quill opens SRV1 for Ada" })).toEqual({
        [member]: `${zoesToken} opens ${own.resourceId} for [withheld]`,
      });
    expect(evidenceOf({ account: "Zoe Quill" })).toEqual({ account: zoesToken });
    expect(evidenceOf({ account: "Fabrikam" })).toEqual({ account: token("account", "fabrikam") });
    expect(evidenceOf({ provider: "azure", region: "global" })).toEqual({ provider: "azure", region: "global" });
    expect(evidenceOf({ mutedByTool: false })).toEqual({ mutedByTool: false });
  });

  it("keeps of lists of words those that are on ours", () => {
    for (const member of ["appliesTo", "categories", "minimumLicense", "tags"]) {
      expect(evidenceOf({ [member]: ["user", "fabrikam", "device"] })).toEqual({ [member]: ["user", "device"] });
      expect(evidenceOf({ [member]: "user" })).toEqual({ [member]: ["user"] });
      expect(evidenceOf({ [member]: ["fabrikam"] })).toEqual({ [member]: [] });
    }
  });

  it("has no member that no rule is for: it is left out and counted", () => {
    expect(evidenceOf({ secret: "Zoe Quill", owner: { name: "Zoe" }, detail: "Open" })).toEqual({
      detail: "Open",
      membersWithheld: 2,
    });
    expect(evidenceOf({ colour: "high" })).toEqual({ membersWithheld: 1 });
    expect(evidenceOf({ toString: "Zoe", constructor: "Zoe", membersWithheld: 0 })).toEqual({ membersWithheld: 3 });
  });

  it("has no member of another form than its rule is for, which is counted too", () => {
    const odd = { detail: 5, account: ["Zoe"], region: null, mutedByTool: "Zoe", tags: ["user", 5], categories: 7 };
    expect(evidenceOf(odd)).toEqual({ membersWithheld: 6 });
    expect(evidenceOf({ appliesTo: null, region: "fabrikam", detail: "" })).toEqual({ detail: "", membersWithheld: 2 });
  });

  it("is an object; of anything else nothing is left", () => {
    for (const evidence of [null, "Zoe Quill", 5, true, ["Zoe Quill"]])
      expect(evidenceOf(evidence)).toEqual({ membersWithheld: 1 });
    expect(evidenceOf({})).toEqual({});
  });

  it("is written in canonical JSON, as the importer stores it", () => {
    const evidence = {
      tags: ["user"],
      zoe: 1,
      risk: 'say "high"\n',
      account: "Fabrikam",
      mutedByTool: true,
      provider: "azure",
    };
    const written = redactEvidence(names, canonicalJson(evidence), own);
    expect(written).toBe(canonicalJson(JSON.parse(written)));
    expect(Object.keys(JSON.parse(written))).toContain("membersWithheld");
  });
});
