import type { Block, Cell, Chapter, Table } from "@/lib/review-packs/build/report/document";
import { type Reading, type ReportInput, readingsOf } from "@/lib/review-packs/build/report/report-input";
import { counted, day, number, plain } from "@/lib/review-packs/build/report/words";

type Roles = Reading<"roles">;
type Holding = Roles["content"]["list"][number];

// Microsoft Learn, "Best practices for Microsoft Entra roles": fewer than five.
const globalAdministratorsAdvised = 4;

/** Who can administer the tenant: for good, for a time, or on request. */
export function rolesChapter(input: ReportInput): Chapter | null {
  const readings = readingsOf(input, "roles");
  if (readings.length === 0) return null;
  return { id: "roles", title: "Privileged roles", blocks: readings.flatMap(blocksOf) };
}

function blocksOf({ type, capturedAt, content }: Roles): Block[] {
  const { permanentGlobalAdministrators: globals } = content;
  const advice =
    globals > globalAdministratorsAdvised
      ? ` ${number(globals)} hold Global Administrator for good; Microsoft advises fewer than five.`
      : "";
  return [
    {
      kind: "text",
      text: `On ${day(capturedAt)}, ${counted(content.holders, "person, group or application", "people, groups and applications")} held ${counted(content.holdings, "role assignment")}.${advice} A permanent role is held all the time; an eligible one has to be activated first, which leaves a trace.`,
    },
    {
      kind: "figures",
      figures: [
        { value: number(content.permanent), label: "Permanent" },
        { value: number(content.timed), label: "With an end" },
        { value: number(content.eligible), label: "Eligible" },
        { value: number(globals), label: "Permanent Global Administrators" },
      ],
    },
    { kind: "table", table: rolesTable(type, content) },
  ];
}

function rolesTable(type: string, content: Roles["content"]): Table {
  const left = content.holdings - content.list.length;
  return {
    caption: "Roles and who holds them",
    columns: [
      { name: "Role", share: 30 },
      { name: "Held by", share: 36 },
      { name: "Held", share: 18 },
      { name: "For", share: 16 },
    ],
    rows: content.list.map((holding) => [
      { text: plain(holding.role) },
      holder(holding),
      { text: heldWords(holding), isStrong: isPermanent(holding) },
      { text: holding.scope === "/" ? "Whole tenant" : plain(holding.scope) },
    ]),
    more: left > 0 ? `And ${counted(left, "further assignment")}: see reports/${plain(type)}.json.` : "",
  };
}

function holder({ holder, holderDetail, holderKind }: Holding): Cell {
  const kinds = { person: "", group: "Group", application: "Application", unknown: "" };
  const detail = [kinds[holderKind], plain(holderDetail)].filter((part) => part !== "").join(", ");
  return detail === "" ? { text: plain(holder) } : { text: plain(holder), detail };
}

const isPermanent = ({ how, until }: Holding) => how === "assigned" && (until === null || until === "permanent");

function heldWords(holding: Holding): string {
  const { how, until } = holding;
  const end = until === null || until === "permanent" ? "" : ` until ${day(until)}`;
  if (how === "eligible") return end === "" ? "Eligible" : `Eligible${end}`;
  if (how === "not_said") return "Not said";
  if (how === "activated") return `Activated${end}`;
  return end === "" ? "Permanent" : `Assigned${end}`;
}
