import type { ChangeKind } from "@/lib/findings/net-changes";
import { fieldName } from "@/lib/readable/field-name";
import { leafText } from "@/lib/readable/tree";
import type {
  ChangedFinding,
  ChangesFacts,
  Comparison,
  GrantedPermission,
  RoleAssignment,
} from "@/lib/review-packs/build/changes-facts";
import type { Block, Cell, Chapter, Table } from "@/lib/review-packs/build/report/document";
import { reportLimits } from "@/lib/review-packs/build/report/limits";
import type { ReportInput } from "@/lib/review-packs/build/report/report-input";
import {
  counted,
  day,
  listed,
  number,
  plain,
  severityCell,
  severityNames,
} from "@/lib/review-packs/build/report/words";

/** What is different from the pack before this one. */
export function changesChapter({ collected }: ReportInput): Chapter {
  return { id: "changes", title: "Changes since the previous review", blocks: blocksOf(collected.changes) };
}

/** "Since review pack 7 of …: 14 new findings, 20 resolved and 2 reopened", or "" where there is nothing to compare with. */
export function changesSentence({ previous, findings }: ChangesFacts): string {
  if (!previous || findings.state !== "compared") return "";
  const { counts } = findings;
  const since = `Since review pack ${previous.pack_id}${previous.as_of === null ? "" : ` of ${day(previous.as_of)}`}`;
  const parts = [
    ...(counts.new > 0 ? [counted(counts.new, "new finding")] : []),
    ...(counts.resolved > 0 ? [`${number(counts.resolved)} resolved`] : []),
    ...(counts.reopened > 0 ? [`${number(counts.reopened)} reopened`] : []),
    ...(counts.severity_changed > 0 ? [`${number(counts.severity_changed)} of another severity`] : []),
  ];
  return parts.length === 0 ? `${since} no finding has come or gone` : `${since}: ${listed(parts)}`;
}

function blocksOf(changes: ChangesFacts): Block[] {
  const { previous } = changes;
  if (!previous) {
    return [{ kind: "text", text: "There is no review pack before this one, so there is nothing to compare with." }];
  }
  const since = previous.as_of === null ? "" : `, as of ${day(previous.as_of)}`;
  return [
    { kind: "text", text: `Compared with review pack ${previous.pack_id}${since}. Each change is in changes.json.` },
    ...notes(changes),
    { kind: "table", table: totalsTable(changes) },
    ...findingKinds.flatMap(({ kind, caption }) => findingsBlocks(changes, kind, caption)),
    ...rolesBlocks(changes),
    ...permissionsBlocks(changes),
    ...hardeningBlocks(changes),
    ...sourcesBlocks(changes),
  ];
}

/** What could not be compared, and what to know about what could. */
function notes({ findings, roleAssignments, permissions, hardening }: ChangesFacts): Block[] {
  const parts: [string, Comparison][] = [
    ["Findings", findings],
    ["Administrator roles", roleAssignments],
    ["Permissions of applications", permissions],
    ["Hardening", hardening],
  ];
  const items = parts
    .filter(([, { state, note }]) => state !== "compared" || note !== "")
    .map(([name, { state, note }]) => `${name}: ${state === "compared" ? "" : "not compared. "}${plain(note)}`.trim());
  return items.length === 0 ? [] : [{ kind: "notice", title: "To know about this comparison", items }];
}

function totalsTable({ findings, roleAssignments, permissions, hardening }: ChangesFacts): Table {
  const { counts } = findings;
  const rows: [string, Comparison, number][] = [
    ["Findings that are new", findings, counts.new],
    ["Of these, still open", findings, counts.new_open],
    ["Findings resolved", findings, counts.resolved],
    ["Findings reopened", findings, counts.reopened],
    ["Findings accepted as they are", findings, counts.accepted],
    ["Findings of another severity", findings, counts.severity_changed],
    ["Administrator roles added", roleAssignments, roleAssignments.added],
    ["Administrator roles removed", roleAssignments, roleAssignments.removed],
    ["Permissions granted", permissions, permissions.added],
    ["Permissions taken away", permissions, permissions.removed],
    ["Hardening: fields changed", hardening, hardening.changes.length],
  ];
  return {
    caption: "What changed",
    columns: [
      { name: "What", share: 80 },
      { name: "Number", share: 20, isNumber: true },
    ],
    rows: rows.map(([name, { state }, value]) => [
      { text: name },
      { text: state === "compared" ? number(value) : "–", isStrong: state === "compared" && value > 0 },
    ]),
    more: "",
  };
}

const findingKinds: readonly { kind: ChangeKind; caption: string }[] = [
  { kind: "new", caption: "New findings" },
  { kind: "reopened", caption: "Reopened findings" },
  { kind: "severity_changed", caption: "Findings of another severity" },
  { kind: "accepted", caption: "Findings accepted as they are" },
  { kind: "resolved", caption: "Resolved findings" },
];

function findingsBlocks({ findings }: ChangesFacts, kind: ChangeKind, caption: string): Block[] {
  const rows = (findings.top[kind] ?? []).slice(0, reportLimits.changes);
  if (rows.length === 0) return [];
  const table: Table = {
    caption,
    columns: [
      { name: "Severity", share: 20 },
      { name: "What", share: 46 },
      { name: "On", share: 34 },
    ],
    rows: rows.map((finding) => [
      changedSeverity(finding),
      { text: plain(finding.title), detail: plain(finding.check_id) },
      { text: plain(finding.resource_name || finding.resource_id) || "The tenant as a whole" },
    ]),
    more: moreThan(findings.counts[kind] - rows.length),
  };
  return [{ kind: "table", table }];
}

function changedSeverity({ severity, from_severity: from }: ChangedFinding): Cell {
  const cell = severityCell(severity);
  return from === null || from === severity ? cell : { ...cell, detail: `was ${severityNames[from].toLowerCase()}` };
}

function rolesBlocks({ roleAssignments }: ChangesFacts): Block[] {
  const words = { assigned: "Assigned", eligible: "Eligible", activated: "Activated", not_said: "Not said" };
  const row = (change: string) => (held: RoleAssignment) => [
    { text: change, isStrong: change === added },
    { text: plain(held.role) },
    { text: plain(held.holder), detail: plain(held.holder_detail) },
    { text: words[held.how] },
  ];
  return grownAndShrunk(roleAssignments, row, "Administrator roles added and removed", [
    { name: "Change", share: 14 },
    { name: "Role", share: 34 },
    { name: "Held by", share: 36 },
    { name: "Held", share: 16 },
  ]);
}

function permissionsBlocks({ permissions }: ChangesFacts): Block[] {
  const row = (change: string) => (granted: GrantedPermission) => [
    { text: change, isStrong: change === added },
    { text: plain(granted.application) },
    { text: plain(granted.permission), detail: plain(granted.who) },
    { text: plain(granted.resource) },
  ];
  return grownAndShrunk(permissions, row, "Permissions of applications added and removed", [
    { name: "Change", share: 14 },
    { name: "Application", share: 30 },
    { name: "Permission", share: 34 },
    { name: "On", share: 22 },
  ]);
}

const added = "Added";

function grownAndShrunk<Row>(
  list: { added: number; removed: number; top: { added: Row[]; removed: Row[] } },
  row: (change: string) => (one: Row) => Cell[],
  caption: string,
  columns: Table["columns"],
): Block[] {
  const grown = list.top.added.slice(0, reportLimits.changes);
  const shrunk = list.top.removed.slice(0, reportLimits.changes);
  if (grown.length + shrunk.length === 0) return [];
  const rows = [...grown.map(row(added)), ...shrunk.map(row("Removed"))];
  const more = moreThan(list.added + list.removed - rows.length);
  return [{ kind: "table", table: { caption, columns, rows, more } }];
}

function hardeningBlocks({ hardening }: ChangesFacts): Block[] {
  if (hardening.changes.length === 0) return [];
  const table: Table = {
    caption: "Hardening of our own access",
    columns: [
      { name: "What", share: 34 },
      { name: "Was", share: 33 },
      { name: "Is", share: 33 },
    ],
    rows: hardening.changes.map(({ field, from, to }) => [
      { text: fieldName(field.replace(/^rbac_/, "")) },
      { text: valueText(from) },
      { text: valueText(to) },
    ]),
    more: "",
  };
  return [{ kind: "table", table }];
}

function valueText(value: unknown): string {
  return plain(value !== null && typeof value === "object" ? JSON.stringify(value) : leafText(value));
}

/** Sources that nobody has looked at again: what they say is as old as it was. */
function sourcesBlocks({ sources }: ChangesFacts): Block[] {
  const unchanged = sources.filter(({ state }) => state === "unchanged").map(({ source }) => plain(source));
  return unchanged.length === 0
    ? []
    : [{ kind: "text", text: `Not looked at again since then: ${listed(unchanged)}.` }];
}

const moreThan = (left: number) => (left > 0 ? `And ${number(left)} more: see changes.json.` : "");
