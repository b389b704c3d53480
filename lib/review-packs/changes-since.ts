import type { Tx } from "@/lib/db";
import { fingerprintOf, type PackInputs } from "@/lib/review-packs/fingerprint";

/** The pack that a new one is compared with. */
export interface PreviousPack {
  id: bigint;
  status: string;
  inputs: PackInputs;
  generatedAt: Date | null;
}

const countedEventsMax = 10_000;

/** The tenant's newest ready or expired pack (generation.md, Request 3), or null. */
export async function findPreviousPack(
  tx: Tx,
  tenantId: bigint,
): Promise<(PreviousPack & { fingerprint: string | null }) | null> {
  const row = await tx.reviewPack.findFirst({
    where: { tenantId, status: { in: ["ready", "expired"] } },
    orderBy: [{ generatedAt: { sort: "desc", nulls: "last" } }, { id: "desc" }],
    select: { id: true, status: true, inputs: true, generatedAt: true, fingerprint: true },
  });
  return row && { ...row, inputs: row.inputs as unknown as PackInputs };
}

/** In one sentence, what is different from the previous pack: "14 findings changed since #209." */
export async function describeChanges(tx: Tx, previous: PreviousPack | null, inputs: PackInputs): Promise<string> {
  if (!previous) return "The first review pack of this tenant.";
  const before = previous.inputs;
  if (!before.findings) return `Rebuilding: it is not known what has changed since #${previous.id}.`;
  const changes: string[] = [];
  if (before.findings.digest !== inputs.findings.digest || before.findings.count !== inputs.findings.count) {
    changes.push(await changedFindings(tx, before, inputs));
  }
  const known = new Map(before.reports.map((report) => [report.type, report.id]));
  const newer = inputs.reports.filter((report) => known.get(report.type) !== report.id).map((report) => report.type);
  if (newer.length > 0)
    changes.push(`newer ${newer.length === 1 ? `report ${newer[0]}` : `reports (${newer.join(", ")})`}`);
  if (before.hardening !== inputs.hardening) changes.push("hardening changed");
  if (optionsDiffer(before, inputs)) changes.push("other options");
  else if (before.operations?.digest !== inputs.operations?.digest)
    changes.push("other operations in the last 30 days");
  if (changes.length > 0) return `${capitalised(changes.join(", "))} since #${previous.id}.`;
  const hasSameContent = fingerprintOf(before) === fingerprintOf(inputs);
  return hasSameContent
    ? `Review pack #${previous.id} has expired; nothing else has changed since.`
    : `Rebuilding since #${previous.id}.`;
}

async function changedFindings(tx: Tx, before: PackInputs, inputs: PackInputs): Promise<string> {
  const [row] = await tx.$queryRaw<{ count: bigint; events: bigint }[]>`
    SELECT count(DISTINCT finding_id) AS count, count(*) AS events FROM (
      SELECT finding_id FROM finding_events
      WHERE tenant_id = ${BigInt(inputs.tenantId)} AND id > ${BigInt(before.findings.lastEventId)} LIMIT ${countedEventsMax}) recent`;
  const count = Number(row?.count ?? 0);
  if (count === 0) return "findings changed";
  const more = Number(row?.events ?? 0) >= countedEventsMax ? "more than " : "";
  return `${more}${count.toLocaleString("en-GB")} ${count === 1 ? "finding" : "findings"} changed`;
}

function optionsDiffer(before: PackInputs, inputs: PackInputs): boolean {
  return (
    before.options.includePii !== inputs.options.includePii ||
    before.options.includeOperations !== inputs.options.includeOperations
  );
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
