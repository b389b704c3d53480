import type { Block, Cell, Chapter, Table } from "@/lib/review-packs/build/report/document";
import { type Reading, type ReportInput, readingsOf } from "@/lib/review-packs/build/report/report-input";
import { counted, day, number, plain } from "@/lib/review-packs/build/report/words";

type Permissions = Reading<"permissions">;
type Grant = Permissions["content"]["list"][number];

/** What applications may do, the widest grants first. */
export function permissionsChapter(input: ReportInput): Chapter | null {
  const readings = readingsOf(input, "permissions");
  if (readings.length === 0) return null;
  return { id: "permissions", title: "Permissions of applications", blocks: readings.flatMap(blocksOf) };
}

function blocksOf({ type, capturedAt, content }: Permissions): Block[] {
  const wide =
    content.risky === 0
      ? "None of them reaches everybody's mail, files or messages, or the directory itself."
      : `${counted(content.riskyApplications, "application")} with ${counted(content.risky, "grant")} can reach everybody's mail, files or messages, or change the directory itself: these come first.`;
  return [
    {
      kind: "text",
      text: `On ${day(capturedAt)}, ${counted(content.applications, "application")} had ${counted(content.grants, "grant")}. ${wide}`,
    },
    { kind: "table", table: grantsTable(type, content) },
  ];
}

const consents: Readonly<Record<Grant["consent"], string>> = {
  everyone: "On behalf of everybody",
  person: "On behalf of one person",
  application: "By itself, with nobody signed in",
  member: "May be used by",
};

function grantsTable(type: string, content: Permissions["content"]): Table {
  const left = content.grants - content.list.length;
  return {
    caption: "Grants, the widest first",
    columns: [
      { name: "Application", share: 28 },
      { name: "May", share: 40 },
      { name: "How", share: 32 },
    ],
    rows: content.list.map((grant) => [
      { text: plain(grant.application), ...onWhat(grant) },
      permissionsCell(grant),
      { text: consents[grant.consent], ...(plain(grant.who) === "" ? {} : { detail: plain(grant.who) }) },
    ]),
    more: left > 0 ? `And ${counted(left, "further grant")}: see reports/${plain(type)}.json.` : "",
  };
}

function onWhat({ application, resource }: Grant): { detail?: string } {
  return resource === "" || resource === application ? {} : { detail: `on ${plain(resource)}` };
}

function permissionsCell({ riskyPermissions, otherPermissions, permissionsLeftOut, consent }: Grant): Cell {
  if (consent === "member") return { text: "Use it" };
  const more = permissionsLeftOut > 0 ? [`${number(permissionsLeftOut)} more`] : [];
  const others = [...otherPermissions.map(plain), ...more].join(", ");
  if (riskyPermissions.length === 0) return { text: others || "–" };
  const text = riskyPermissions.map(plain).join(", ");
  return others === "" ? { text, isStrong: true } : { text, isStrong: true, detail: `and ${others}` };
}
