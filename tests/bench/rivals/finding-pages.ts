import { csvRow } from "@/lib/csv";
import { inSystem } from "@/lib/db";

// What an application without a fast path does: pages of 1,000 rows from the ORM, a text of each row.

const pageRows = 1_000;

async function* pages(tenantId: bigint) {
  for (let after = 0n; ; ) {
    const rows = await inSystem((tx) =>
      tx.finding.findMany({
        where: { tenantId, id: { gt: after } },
        orderBy: { id: "asc" },
        take: pageRows,
        omit: { contentHash: true },
      }),
    );
    const last = rows.at(-1);
    if (!last) return;
    after = last.id;
    yield rows;
  }
}

type Row = Awaited<ReturnType<ReturnType<typeof pages>["next"]>>["value"] & object extends (infer R)[] ? R : never;

function plain({ id, workspaceId: _, tenantId: __, firstSeenAt, lastSeenAt, ...rest }: Row) {
  return { id: String(id), first_seen_at: firstSeenAt.toISOString(), last_seen_at: lastSeenAt.toISOString(), ...rest };
}

function csvLine(row: Row): string {
  return csvRow(Object.values(plain(row)).map((value) => (typeof value === "string" ? value : JSON.stringify(value))));
}

function ocsf(row: Row): string {
  return JSON.stringify({
    activity_id: 1,
    category_uid: 2,
    class_uid: 2004,
    finding_info: { uid: row.fingerprint, title: row.title, analytic: { uid: row.checkId, type_id: 1 } },
    metadata: { product: { name: "TenantPilot" }, version: "1.5.0" },
    remediation: { desc: row.remediation },
    resources: [{ name: row.resourceName, type: row.resourceType, uid: row.resourceId }],
    severity: row.severity,
    status: row.status,
    time: row.lastSeenAt.getTime(),
    type_uid: 200401,
    unmapped: { compliance: row.compliance, evidence: row.evidence, id: String(row.id), scope: row.scope },
  });
}

/** The three entries of the findings, each a stream of texts, a page at a time. */
export function findingEntries(tenantId: bigint): { name: string; texts: () => AsyncGenerator<string> }[] {
  return [
    {
      name: "findings.csv",
      async *texts() {
        for await (const rows of pages(tenantId)) yield rows.map(csvLine).join("");
      },
    },
    { name: "findings.json", texts: () => jsonArray(tenantId, (row) => JSON.stringify(plain(row))) },
    { name: "findings.ocsf.json", texts: () => jsonArray(tenantId, ocsf) },
  ];
}

async function* jsonArray(tenantId: bigint, write: (row: Row) => string): AsyncGenerator<string> {
  let separator = "[";
  for await (const rows of pages(tenantId)) {
    yield separator + rows.map(write).join(",");
    separator = ",";
  }
  yield "]";
}
