import type { OcsfRecord } from "@/tests/imports/scan";

const columns = [
  "AUTH_METHOD",
  "TIMESTAMP",
  "ACCOUNT_UID",
  "ACCOUNT_ORGANIZATION_UID",
  "FINDING_UID",
  "PROVIDER",
  "CHECK_ID",
  "CHECK_TITLE",
  "STATUS",
  "STATUS_EXTENDED",
  "MUTED",
  "SERVICE_NAME",
  "SEVERITY",
  "RESOURCE_TYPE",
  "RESOURCE_UID",
  "RESOURCE_NAME",
  "REGION",
  "DESCRIPTION",
  "RISK",
  "REMEDIATION_RECOMMENDATION_TEXT",
  "REMEDIATION_RECOMMENDATION_URL",
  "REMEDIATION_CODE_CLI",
  "COMPLIANCE",
  "CATEGORIES",
  "PROWLER_VERSION",
] as const;

export type CsvCells = Record<(typeof columns)[number], string>;

const severities = ["", "informational", "low", "medium", "high", "critical"];

interface Shape {
  message: string;
  metadata: { event_code: string; product: { version: string }; tenant_uid: string };
  severity_id: number;
  status: string;
  status_code: string;
  finding_info: { uid: string; title: string; desc: string };
  resources: { uid: string; name: string; type: string; region: string; group: { name: string } }[];
  cloud: { account: { uid: string }; provider: string };
  remediation: { desc: string; references: string[] };
  risk_details: string;
  time: number;
  unmapped: { compliance: Record<string, string[]>; categories: string[] };
}

/** The cells of the CSV row that Prowler writes beside an OCSF record; `offsetMinutes` is the scanner's time zone. */
export function cellsOf(record: OcsfRecord, offsetMinutes = 0): CsvCells {
  const r = record as unknown as Shape;
  const resource = r.resources[0];
  const local = new Date(r.time * 1000 + offsetMinutes * 60_000).toISOString();
  return {
    AUTH_METHOD: "application",
    TIMESTAMP: `${local.slice(0, 10)} ${local.slice(11, 19)}.482913`,
    ACCOUNT_UID: r.cloud.account.uid,
    ACCOUNT_ORGANIZATION_UID: r.metadata.tenant_uid,
    FINDING_UID: r.finding_info.uid,
    PROVIDER: r.cloud.provider,
    CHECK_ID: r.metadata.event_code,
    CHECK_TITLE: r.finding_info.title,
    STATUS: r.status_code,
    STATUS_EXTENDED: r.message,
    MUTED: r.status === "Suppressed" ? "True" : "False",
    SERVICE_NAME: resource?.group.name ?? "",
    SEVERITY: severities[r.severity_id] ?? "",
    RESOURCE_TYPE: resource?.type ?? "",
    RESOURCE_UID: resource?.uid ?? "",
    RESOURCE_NAME: resource?.name ?? "",
    REGION: resource?.region ?? "",
    DESCRIPTION: r.finding_info.desc,
    RISK: r.risk_details,
    REMEDIATION_RECOMMENDATION_TEXT: r.remediation.desc,
    REMEDIATION_RECOMMENDATION_URL: r.remediation.references[0] ?? "",
    REMEDIATION_CODE_CLI: "Set-Something;\nSet-More",
    COMPLIANCE: Object.entries(r.unmapped.compliance)
      .map(([name, ids]) => `${name}: ${ids.join(", ")}`)
      .join(" | "),
    CATEGORIES: r.unmapped.categories.join(" | "),
    PROWLER_VERSION: r.metadata.product.version,
  };
}

const quoted = (cell: string) => (/[;"\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** A CSV file as Prowler writes it: `;`, CRLF between records, bare LF inside of cells. */
export function csvOf(rows: CsvCells[], names: readonly string[] = columns): Buffer {
  const lines = rows.map((cells) =>
    names.map((name) => quoted((cells as Record<string, string>)[name] ?? "")).join(";"),
  );
  return Buffer.from([names.join(";"), ...lines, ""].join("\r\n"));
}

export const csvColumns: readonly string[] = columns;
