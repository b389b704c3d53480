import { graphReport, hasAll } from "@/lib/imports/formats/graph";
import { momentOfIso } from "@/lib/imports/moments";
import { objectAt, tenantIdAt } from "@/lib/imports/record";

/** Secure Score: the stored report `secure_score`, the only Graph answer with a date and a tenant of its own. */
export const secureScore = graphReport({
  format: "graph-secure-score",
  type: "secure_score",
  label: "Microsoft Graph Secure Score",
  parts: [
    { part: "secureScores", context: /secureScores\b/i, first: (score) => hasAll(score, "currentScore", "maxScore") },
    {
      part: "secureScoreControlProfiles",
      context: /secureScoreControlProfiles\b/i,
      first: (control) => hasAll(control, "controlCategory", "maxScore"),
    },
  ],
  facts: (value, where) => {
    const scores = value.map(objectAt).filter((score) => "createdDateTime" in score && "currentScore" in score);
    const newest = scores
      .map((score) => momentOfIso(score.createdDateTime, where, "createdDateTime"))
      .sort((a, b) => b.getTime() - a.getTime())[0];
    return { ...(newest ? { capturedAt: newest } : {}), ...tenantOf(value[0]) };
  },
});

function tenantOf(first: unknown): { entraTenantId?: string } {
  const entraTenantId = tenantIdAt(objectAt(first).azureTenantId);
  return entraTenantId ? { entraTenantId } : {};
}
