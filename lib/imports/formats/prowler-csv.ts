import { type CsvRow, checkColumns, readCsv } from "@/lib/imports/csv-reader";
import {
  complianceRefs,
  isLink,
  type ProwlerPlace,
  prowlerKey,
  prowlerRemediation,
  prowlerScope,
  prowlerVerdict,
} from "@/lib/imports/formats/prowler";
import type { FileFacts, ImportedFinding, Importer } from "@/lib/imports/importer";
import { momentOfLocal } from "@/lib/imports/moments";
import { fileProblem, shown } from "@/lib/imports/problem";
import { filled, severityOf, tenantIdAt } from "@/lib/imports/record";

const marks = ["AUTH_METHOD", "FINDING_UID", "PROVIDER", "CHECK_ID", "STATUS_EXTENDED", "PROWLER_VERSION"];
const needed = [
  "TIMESTAMP",
  "ACCOUNT_UID",
  "PROVIDER",
  "CHECK_ID",
  "CHECK_TITLE",
  "STATUS",
  "STATUS_EXTENDED",
  "MUTED",
  "SEVERITY",
  "RESOURCE_TYPE",
  "RESOURCE_UID",
  "RESOURCE_NAME",
  "REGION",
];

/** Prowler's CSV (import-formats.md, 2). The same scan as OCSF gives the same findings. */
export const prowlerCsv: Importer = {
  format: "prowler-csv",
  tool: "prowler",
  label: "Prowler (CSV)",
  times: "zone_assumed",
  keepsEvidence: ["ocsf", "remediationCommands"],
  keepsFrameworks: true,
  recognises: (sample) => sample.kind === "csv" && marks.filter((name) => sample.header.includes(name)).length >= 4,
  async *read({ source, sample, timeZone }) {
    if (sample.kind !== "csv") return;
    checkColumns(sample.header, needed);
    for await (const row of readCsv(source, sample.delimiter)) yield toFinding(row, timeZone);
  },
};

function factsOf(row: CsvRow): FileFacts {
  return {
    kind: "facts",
    toolVersion: row.cells.get("PROWLER_VERSION") || undefined,
    entraTenantId: tenantIdAt(row.cells.get("ACCOUNT_ORGANIZATION_UID")),
  };
}

function toFinding(row: CsvRow, timeZone: string): ImportedFinding {
  const where = `Row ${row.row} (line ${row.line})`;
  const cell = (name: string) => row.cells.get(name) ?? "";
  const checkId = cell("CHECK_ID");
  if (checkId === "") throw fileProblem(`${where} has no CHECK_ID.`);
  const place: ProwlerPlace = {
    provider: cell("PROVIDER"),
    account: cell("ACCOUNT_UID"),
    service: cell("SERVICE_NAME") || (checkId.split("_", 1)[0] ?? checkId),
    region: cell("REGION"),
    checkId,
    resourceId: cell("RESOURCE_UID"),
    resourceName: cell("RESOURCE_NAME"),
  };
  const { severity, note } = severityOf(cell("SEVERITY"), where);
  const isMuted = mutedOf(cell("MUTED"), where);
  const link = cell("REMEDIATION_RECOMMENDATION_URL");
  return {
    kind: "finding",
    about: factsOf(row),
    row: row.row,
    key: prowlerKey(place),
    scope: prowlerScope(place),
    checkId,
    title: cell("CHECK_TITLE") || checkId,
    severity,
    verdict: prowlerVerdict(cell("STATUS"), isMuted, where),
    resourceType: cell("RESOURCE_TYPE"),
    resourceId: place.resourceId,
    resourceName: place.resourceName,
    seenAt: momentOfLocal(cell("TIMESTAMP"), timeZone, where, "TIMESTAMP"),
    evidence: filled({ ...sharedEvidence(row, place, isMuted, note), ...codeEvidence(row), csv: leftovers(row) }),
    remediation: prowlerRemediation(cell("REMEDIATION_RECOMMENDATION_TEXT"), isLink(link) ? [link] : []),
    compliance: complianceRefs(compliancePairs(cell("COMPLIANCE"))),
  };
}

function mutedOf(word: string, where: string): boolean {
  if (word.toLowerCase() === "true") return true;
  if (word.toLowerCase() === "false" || word === "") return false;
  throw fileProblem(`${where} has MUTED ${shown(word)}, where True or False was expected.`);
}

/** The same names and values as the OCSF file of the same scan gives. */
function sharedEvidence(
  row: CsvRow,
  place: ProwlerPlace,
  isMuted: boolean,
  note: string | undefined,
): Record<string, unknown> {
  const cell = (name: string) => row.cells.get(name) ?? "";
  return {
    detail: cell("STATUS_EXTENDED"),
    description: cell("DESCRIPTION"),
    risk: cell("RISK"),
    uid: cell("FINDING_UID"),
    provider: place.provider,
    account: place.account,
    region: place.region,
    service: place.service,
    categories: listOf(cell("CATEGORIES")),
    notes: cell("NOTES"),
    relatedUrl: cell("RELATED_URL"),
    additionalUrls: listOf(cell("ADDITIONAL_URLS")),
    resourceDetails: cell("RESOURCE_DETAILS"),
    mutedByTool: isMuted,
    severityNote: note,
  };
}

/** Only the CSV has these. */
function codeEvidence(row: CsvRow): Record<string, unknown> {
  const code = Object.fromEntries(
    ["NATIVEIAC", "TERRAFORM", "CLI", "OTHER"].map((kind) => [
      kind.toLowerCase(),
      row.cells.get(`REMEDIATION_CODE_${kind}`) ?? "",
    ]),
  );
  return { remediationCode: filled(code) };
}

const listOf = (cell: string) =>
  cell
    .split(" | ")
    .map((item) => item.trim())
    .filter((item) => item !== "");

/** `CIS-6.0: 1.3.1 | ISO27001-2022: A.5.2, A.5.16` */
function compliancePairs(cell: string): (readonly [string, string[]])[] {
  return listOf(cell).map((item) => {
    const at = item.indexOf(":");
    if (at < 0) return [item, [""]] as const;
    const requirements = item.slice(at + 1).split(",");
    return [item.slice(0, at).trim(), requirements.map((one) => one.trim()).filter((one) => one !== "")] as const;
  });
}

const mapped = new Set([
  ...needed,
  "FINDING_UID",
  "SERVICE_NAME",
  "DESCRIPTION",
  "RISK",
  "RELATED_URL",
  "REMEDIATION_RECOMMENDATION_TEXT",
  "REMEDIATION_RECOMMENDATION_URL",
  "REMEDIATION_CODE_NATIVEIAC",
  "REMEDIATION_CODE_TERRAFORM",
  "REMEDIATION_CODE_CLI",
  "REMEDIATION_CODE_OTHER",
  "COMPLIANCE",
  "CATEGORIES",
  "NOTES",
  "ADDITIONAL_URLS",
  "PROWLER_VERSION",
  "ACCOUNT_ORGANIZATION_UID",
]);

/** Columns that we have no name for, those of later versions too. */
function leftovers(row: CsvRow): Record<string, unknown> {
  return filled(Object.fromEntries([...row.cells].filter(([name]) => !mapped.has(name))));
}
