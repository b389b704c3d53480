import { inSystem } from "@/lib/db";
import { type FileResult, importFile } from "@/lib/imports/import-file";
import type { ImportOptions } from "@/lib/imports/options";

// Small scans in Prowler's own format, for tests: scanOf({ at, records: [recordOf({ check: "a" })] }).

export const operator = { kind: "operator", name: "tests" } as const;
export const now = new Date("2026-11-23T12:00:00Z");
const hour = 3_600_000;

/** A moment before `now`, in hours. */
export const hoursAgo = (hours: number) => new Date(now.getTime() - hours * hour);

export interface RecordFields {
  check: string;
  service: string;
  resource: string;
  region: string;
  account: string;
  status: "FAIL" | "PASS" | "MANUAL";
  isMuted: boolean;
  severityId: number;
  title: string;
  detail: string;
  version: string;
  tenantId: string;
  at: Date;
}

export type OcsfRecord = Record<string, unknown>;

/** One record of Prowler's OCSF output. */
export function recordOf(fields: Partial<RecordFields> = {}): OcsfRecord {
  const f: RecordFields = {
    check: "entra_first_check",
    service: "entra",
    resource: "resource-1",
    region: "global",
    account: "example.onmicrosoft.com",
    status: "FAIL",
    isMuted: false,
    severityId: 4,
    title: `Title of ${fields.check ?? "entra_first_check"}`,
    detail: "It is not as it should be.",
    version: "5.40.0",
    tenantId: "11111111-2222-4333-8444-555555555555",
    at: hoursAgo(48),
    ...fields,
  };
  return {
    message: f.detail,
    metadata: {
      event_code: f.check,
      product: { name: "Prowler", version: f.version },
      tenant_uid: f.tenantId,
      version: "1.5.0",
    },
    severity_id: f.severityId,
    status: f.isMuted ? "Suppressed" : "New",
    status_id: f.isMuted ? 3 : 1,
    status_code: f.status,
    unmapped: { compliance: { "CIS-6.0": ["1.3.3"] }, categories: ["e3"], scan_id: `scan-${f.at.getTime()}` },
    finding_info: {
      uid: `prowler-m365-${f.check}`,
      title: f.title,
      desc: "What is looked at.",
      created_time: f.at.getTime() / 1000,
    },
    resources: [
      {
        uid: f.resource,
        name: `Name of ${f.resource}`,
        type: "NotDefined",
        region: f.region,
        group: { name: f.service },
        data: { metadata: { on: true } },
      },
    ],
    class_uid: 2004,
    cloud: { account: { uid: f.account }, org: { uid: f.tenantId }, provider: "m365", region: "global" },
    remediation: { desc: "Do this.", references: ["https://example.com/how"] },
    risk_details: "Somebody gets in.",
    time: Math.floor(f.at.getTime() / 1000),
  };
}

/** A scan at one moment. */
export const scanOf = (at: Date, records: Partial<RecordFields>[]) =>
  records.map((fields) => recordOf({ at, ...fields }));

export const jsonOf = (value: unknown) => Buffer.from(JSON.stringify(value));

/** Bytes as they might arrive: in pieces. */
export async function* streamOf(bytes: Uint8Array, pieceBytes = 64 * 1024): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.byteLength; start += pieceBytes) yield bytes.subarray(start, start + pieceBytes);
}

/** Imports bytes into a tenant, as the operator. */
export function bring(slug: string, bytes: Uint8Array, options: ImportOptions = {}, at = now): Promise<FileResult> {
  return importFile(operator, { tenant: slug, fileName: "scan.json", source: streamOf(bytes), options }, at);
}

export const bringScan = (slug: string, records: OcsfRecord[], options?: ImportOptions) =>
  bring(slug, jsonOf(records), options);

/** A tenant's findings by check and resource. */
export async function findingsOf(tenantId: bigint) {
  return inSystem((tx) =>
    tx.finding.findMany({
      where: { tenantId },
      orderBy: [{ checkId: "asc" }, { resourceId: "asc" }],
      omit: { contentHash: true },
    }),
  );
}

/** A tenant's history as `check kind`, in order. */
export async function historyOf(tenantId: bigint): Promise<string[]> {
  const events = await inSystem((tx) =>
    tx.findingEvent.findMany({
      where: { tenantId },
      orderBy: { id: "asc" },
      include: { finding: { select: { checkId: true } } },
    }),
  );
  return events.map((event) => `${event.finding.checkId} ${event.kind}`);
}

/** Everything of a tenant that an import could touch, as one text. */
export async function stateOf(tenantId: bigint): Promise<string> {
  return inSystem(async (tx) => {
    const [row] = await tx.$queryRaw<{ state: string }[]>`
      SELECT concat(
        (SELECT string_agg(f::text, '|' ORDER BY id) FROM findings f WHERE tenant_id = ${tenantId}),
        (SELECT string_agg(e::text, '|' ORDER BY id) FROM finding_events e WHERE tenant_id = ${tenantId}),
        (SELECT string_agg(r::text, '|' ORDER BY id) FROM stored_reports r WHERE tenant_id = ${tenantId}),
        (SELECT string_agg(c::text, '|') FROM tenant_contents c WHERE tenant_id = ${tenantId})) AS state`;
    return row?.state ?? "";
  });
}
