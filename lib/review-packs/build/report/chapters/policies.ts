import type { Block, Chapter, Table } from "@/lib/review-packs/build/report/document";
import { type Reading, type ReportInput, readingsOf } from "@/lib/review-packs/build/report/report-input";
import { counted, day, number, plain } from "@/lib/review-packs/build/report/words";

type Policies = Reading<"policies">;

/** The conditional access policies in words. */
export function policiesChapter(input: ReportInput): Chapter | null {
  const readings = readingsOf(input, "policies");
  if (readings.length === 0) return null;
  return { id: "policies", title: "Conditional access", blocks: readings.flatMap(blocksOf) };
}

function blocksOf({ type, capturedAt, content }: Policies): Block[] {
  return [
    {
      kind: "text",
      text: `On ${day(capturedAt)} the tenant had ${counted(content.policies, "policy", "policies")}: ${number(content.on)} in force, ${number(content.reportOnly)} that only report, ${number(content.off)} switched off.`,
    },
    { kind: "table", table: policiesTable(type, content) },
  ];
}

function policiesTable(type: string, content: Policies["content"]): Table {
  const left = content.policies - content.list.length;
  const states = { on: "In force", report_only: "Reports only", off: "Off", unknown: "Not known" };
  return {
    caption: "Conditional access policies",
    columns: [
      { name: "Policy", share: 30 },
      { name: "State", share: 14 },
      { name: "For", share: 20 },
      { name: "On", share: 18 },
      { name: "Asks for", share: 18 },
    ],
    rows: content.list.map((policy) => [
      { text: plain(policy.name) },
      { text: states[policy.state], isStrong: policy.state === "on" },
      { text: plain(policy.who) },
      { text: plain(policy.what) },
      { text: plain(policy.requires) },
    ]),
    more:
      left > 0 ? `And ${counted(left, "further policy", "further policies")}: see reports/${plain(type)}.json.` : "",
  };
}
