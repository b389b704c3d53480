import { dice } from "@/lib/embedded/demo/chance";
import { type DemoCheck, demoChecks, demoResources } from "@/lib/embedded/demo/checks";

/** One demo tenant as the tools see it. */
export interface DemoTenant {
  slug: string;
  name: string;
  entraTenantId: string;
}

/** One scan: when it ran, and its place in the tenant's story (0 is the first). */
export interface DemoScan {
  tenant: DemoTenant;
  at: Date;
  round: number;
}

const prowlerVersion = "5.40.0";
const severityIds = { Critical: 5, High: 4, Medium: 3, Low: 2, Informational: 1 } as const;

/** A Prowler OCSF file of a scan, in the shape that the tool writes (import-formats.md, section 1). Always the same for the same scan. */
export function prowlerScan(scan: DemoScan): string {
  const records = demoChecks.flatMap((check) =>
    demoResources[check.resources].map((resource) =>
      prowlerRecord(scan, check, resource, resultOf(scan, check, resource)),
    ),
  );
  return JSON.stringify(records);
}

/** A Prowler OCSF file of many findings that are marked as generated, in pieces: no file of that size is ever made. */
export async function* generatedScan(tenant: DemoTenant, at: Date, rows: number): AsyncGenerator<Uint8Array> {
  const pieceRows = 500;
  for (let first = 0; first < rows; first += pieceRows) {
    const piece = Array.from({ length: Math.min(pieceRows, rows - first) }, (_, offset) => {
      const index = first + offset;
      const check = demoChecks[index % demoChecks.length];
      if (!check) throw new Error("There are no demo checks.");
      const generated = { ...check, id: `generated_${check.id}`, title: `Generated: ${check.title}` };
      return JSON.stringify(
        prowlerRecord({ tenant, at, round: 0 }, generated, `Generated resource ${index}`, {
          status: "FAIL",
          isMuted: index % 97 === 0,
        }),
      );
    });
    yield Buffer.from(`${first === 0 ? "[" : ","}${piece.join(",")}`);
  }
  yield Buffer.from("]");
}

interface Result {
  status: "PASS" | "FAIL" | "MANUAL";
  isMuted: boolean;
}

/** The story: much fails at first, some is mended from scan to scan, a little comes back, something new turns up. */
function resultOf({ tenant, round }: DemoScan, check: DemoCheck, resource: string): Result {
  const chance = dice(tenant.slug, check.id, resource);
  const mendedIn = 1 + (dice("mended", tenant.slug, check.id, resource) % 5);
  const returns = dice("returns", tenant.slug, check.id, resource) % 9 === 0;
  const appearsIn = dice("appears", tenant.slug, check.id, resource) % 11 === 0 ? 2 : 0;
  if (check.resources === "tenant" && chance % 6 === 0) return { status: "MANUAL", isMuted: false };
  const isEverFailing = chance % 100 < 55;
  const isMended = round >= mendedIn && !(returns && round > mendedIn);
  const fails = isEverFailing && round >= appearsIn && !isMended;
  return { status: fails ? "FAIL" : "PASS", isMuted: fails && chance % 29 === 0 };
}

function prowlerRecord({ tenant, at, round }: DemoScan, check: DemoCheck, resource: string, result: Result) {
  const seconds = Math.floor(at.getTime() / 1000);
  const domain = `${tenant.slug}.example.com`;
  const name = check.resources === "people" ? `${resource}@${domain}` : resource;
  // A rating that rises between scans, so that there is a severity that changed.
  const severity = check.id === "exchange_mailbox_audit_bypass_disabled" && round >= 2 ? "Critical" : check.severity;
  const said = `${name}: ${result.status === "PASS" ? "as it should be" : `not so that ${check.title.charAt(0).toLowerCase()}${check.title.slice(1)}`}.`;
  return {
    message: said,
    metadata: {
      event_code: check.id,
      product: { name: "Prowler", uid: "prowler", vendor_name: "Prowler", version: prowlerVersion },
      profiles: ["cloud", "datetime"],
      tenant_uid: tenant.entraTenantId,
      version: "1.5.0",
    },
    severity_id: severityIds[severity],
    severity,
    status: result.isMuted ? "Suppressed" : "New",
    status_code: result.status,
    status_detail: said,
    status_id: result.isMuted ? 3 : 1,
    unmapped: {
      related_url: "",
      categories: ["e3"],
      depends_on: [],
      related_to: [],
      notes: "",
      compliance: { "CIS-6.0": [check.cis] },
    },
    activity_name: "Create",
    activity_id: 1,
    finding_info: {
      created_time: seconds,
      desc: `${check.title}.`,
      title: check.title,
      types: [],
      uid: `prowler-m365-${check.id}-${domain}-global-${name}`,
    },
    resources: [
      {
        region: "global",
        data: { details: "", metadata: { kind: check.resources } },
        group: { name: check.service },
        labels: [],
        name,
        type: "NotDefined",
        uid: `${check.service}/${name}`,
      },
    ],
    category_name: "Findings",
    category_uid: 2,
    class_name: "Detection Finding",
    class_uid: 2004,
    cloud: {
      account: { name: domain, type: "", uid: domain, labels: [] },
      org: { name: tenant.name, uid: tenant.entraTenantId },
      provider: "m365",
      region: "global",
    },
    remediation: { desc: check.remedy, references: ["https://learn.example.com/hardening"] },
    risk_details: check.risk,
    time: seconds,
    time_dt: at.toISOString().slice(0, 19),
    type_uid: 200401,
    type_name: "Detection Finding: Create",
  };
}
