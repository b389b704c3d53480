import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "@playwright/test";
/** A Prowler OCSF file as the tool writes it, of as many failing checks as wanted, for a tenant of ours. */
export function prowlerFile(rows: number, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  const account = "tailspin.example.com";
  const records = Array.from({ length: rows }, (_, index) => ({
    message: `Check ${index} failed.`,
    metadata: {
      event_code: `entra_check_${index}`,
      product: { name: "Prowler", vendor_name: "Prowler", version: "5.40.0" },
      version: "1.5.0",
    },
    severity_id: 4,
    severity: "High",
    status: "New",
    status_code: "FAIL",
    status_detail: `Check ${index} failed.`,
    status_id: 1,
    unmapped: { compliance: { "CIS-6.0": ["1.1.1"] }, categories: [] },
    activity_name: "Create",
    activity_id: 1,
    finding_info: {
      uid: `prowler-m365-entra_check_${index}-${account}-global-resource ${index}`,
      title: `Check number ${index}`,
      desc: "A check.",
      types: [],
      created_time: seconds,
    },
    resources: [
      {
        uid: `resource-${index}`,
        name: `Resource ${index}`,
        type: "NotDefined",
        region: "global",
        group: { name: "entra" },
        labels: [],
        data: { details: "", metadata: {} },
      },
    ],
    category_name: "Findings",
    category_uid: 2,
    class_name: "Detection Finding",
    class_uid: 2004,
    cloud: {
      account: { uid: account, name: account, type: "", labels: [] },
      org: { uid: "", name: "" },
      provider: "m365",
      region: "global",
    },
    remediation: { desc: "Turn it on.", references: ["https://learn.example.com/turn-it-on"] },
    risk_details: "A risk.",
    time: seconds,
    type_uid: 200401,
    type_name: "Detection Finding: Create",
  }));
  return JSON.stringify(records);
}

/** Gives Tailspin three findings that no pack holds yet: the next one is new. `folder` is where the file may lie. */
export async function importFresh(
  tenantpilot: (args: string[]) => Promise<{ exitCode: number; stderr: string }>,
  folder: string,
): Promise<void> {
  // A pack that is still being made would take in what is imported now, and hold the new content itself.
  await tenantpilot(["generate", "--tenant", "tailspin", "--wait"]);
  const file = path.join(folder, `fresh-${Date.now()}.ocsf.json`);
  await writeFile(file, prowlerFile(3, new Date()));
  const done = await tenantpilot(["import", "--tenant", "tailspin", file]);
  expect(done.exitCode, done.stderr).toBe(0);
}
