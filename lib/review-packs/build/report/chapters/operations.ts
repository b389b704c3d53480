import { operationTypes } from "@/lib/operations/runs";
import type { Block, Chapter, Table } from "@/lib/review-packs/build/report/document";
import type { OperationsMaterial } from "@/lib/review-packs/build/report/material";
import type { ReportInput } from "@/lib/review-packs/build/report/report-input";
import { counted, day, moment, named, number, plain } from "@/lib/review-packs/build/report/words";

/** What TenantPilot did for the tenant; null when the pack leaves it out. */
export function operationsChapter({ collected, material }: ReportInput): Chapter | null {
  const facts = collected.operations;
  const operations = material.operations;
  if (!facts || !operations) return null;
  const since = `since ${day(facts.windowStart)}`;
  if (facts.rows === 0) {
    return {
      id: "operations",
      title: "Operations of the last 30 days",
      blocks: [
        { kind: "text", text: `TenantPilot ran nothing for this tenant ${since}, other than making review packs.` },
      ],
    };
  }
  return {
    id: "operations",
    title: "Operations of the last 30 days",
    blocks: [
      {
        kind: "text",
        text: `TenantPilot ended ${counted(facts.rows, "operation")} for this tenant ${since}; ${number(operations.failedInAll)} failed. Making review packs is not counted. Each is in operations.csv.`,
      },
      { kind: "table", table: kindsTable(operations) },
      ...failedBlocks(operations),
    ],
  };
}

function kindName(type: string): string {
  return (operationTypes as Readonly<Record<string, string>>)[type] ?? plain(type);
}

function kindsTable({ kinds }: OperationsMaterial): Table {
  return {
    caption: "Operations by kind",
    columns: [
      { name: "Kind", share: 46 },
      { name: "Succeeded", share: 18, isNumber: true },
      { name: "Failed", share: 18, isNumber: true },
      { name: "All", share: 18, isNumber: true },
    ],
    rows: kinds.map(({ type, succeeded, failed, all }) => [
      { text: type === "" ? "Further kinds" : kindName(type) },
      { text: number(succeeded) },
      { text: number(failed) },
      { text: number(all) },
    ]),
    more: "",
  };
}

function failedBlocks({ failed, failedInAll }: OperationsMaterial): Block[] {
  if (failed.length === 0) return [];
  const left = failedInAll - failed.length;
  const table: Table = {
    caption: "Operations that failed, the newest first",
    columns: [
      { name: "When", share: 24 },
      { name: "What", share: 22 },
      { name: "Asked for by", share: 20 },
      { name: "Why", share: 34 },
    ],
    rows: failed.map(({ createdAt, type, initiatedBy, reason }) => [
      { text: moment(createdAt) },
      { text: kindName(type) },
      { text: named(initiatedBy) },
      { text: named(reason) },
    ]),
    more: left > 0 ? `And ${number(left)} more that failed: see operations.csv.` : "",
  };
  return [{ kind: "table", table }];
}
