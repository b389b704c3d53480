import { packFinding } from "@/lib/imports/formats/tenantpilot";
import type { Importer } from "@/lib/imports/importer";
import { readJson } from "@/lib/imports/json-reader";
import { momentOfIso } from "@/lib/imports/moments";
import { fileProblem } from "@/lib/imports/problem";
import { objectAt, without } from "@/lib/imports/record";

const marks = ["fingerprint", "check_id", "first_seen_at", "last_seen_at", "evidence"];
const known = new Set(
  (
    "check_id compliance evidence fingerprint first_seen_at id last_seen_at remediation resource_id resource_name resource_type " +
    "scope severity source status title"
  ).split(" "),
);

/** findings.json of a review pack, back in: the same findings, with the status and the times that they had. */
export const tenantpilotJson: Importer = {
  format: "tenantpilot-json",
  tool: "tenantpilot",
  label: "TenantPilot findings.json",
  times: "exact",
  holds: "copy",
  recognises: (sample) => sample.kind === "json" && sample.shape !== "members" && isOurs(sample.first),
  async *read({ source, sample }) {
    let row = 0;
    for await (const part of readJson(source, sample.kind === "json" ? sample.shape : "array")) {
      row++;
      const where = `Finding ${row} (${part.path})`;
      if (!isOurs(part.value))
        throw fileProblem(`${where} is no finding of a review pack: it needs the members ${marks.join(", ")}.`);
      const of = objectAt(part.value);
      yield packFinding(
        {
          fingerprint: of.fingerprint,
          source: of.source,
          scope: of.scope,
          checkId: of.check_id,
          title: of.title,
          severity: of.severity,
          status: of.status,
          resourceType: of.resource_type,
          resourceId: of.resource_id,
          resourceName: of.resource_name,
          firstSeenAt: momentOfIso(of.first_seen_at, where, "first_seen_at"),
          lastSeenAt: momentOfIso(of.last_seen_at, where, "last_seen_at"),
          evidence: of.evidence,
          remediation: of.remediation,
          compliance: of.compliance,
          more: without(of, known),
        },
        row,
        where,
      );
    }
  },
};

const isOurs = (value: unknown) => marks.every((name) => Object.hasOwn(objectAt(value), name));
