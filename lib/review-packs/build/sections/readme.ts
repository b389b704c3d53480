import { byEntryName } from "@/lib/archive/entry-names";
import type { Collected } from "@/lib/review-packs/build/collected";
import type { RenderInput } from "@/lib/review-packs/build/section";
import {
  type CoverageRow,
  coverageOf,
  coverageProblems,
  staleAfterDays,
} from "@/lib/review-packs/build/sections/coverage";
import { summaryOf } from "@/lib/review-packs/build/sections/summary";
import type { StagedEntry } from "@/lib/review-packs/build/staging";

/** README.txt: plain words for somebody who has never seen the product and has no network (pack.md, Contents). */
export function renderReadme(input: RenderInput): string {
  const { claim, collected, entries } = input;
  const lines = [
    ...heading(`Review pack of ${plain(claim.tenant.name)}`, "="),
    `Tenant         ${plain(claim.tenant.name)} (${plain(claim.tenant.slug)})`,
    `Entra tenant   ${claim.tenant.entraTenantId === null ? "not recorded" : plain(claim.tenant.entraTenantId)}`,
    `Workspace      ${plain(claim.workspaceName)}`,
    `As of          ${collected.asOf} (UTC)`,
    `Pack           ${claim.packId}`,
    `Fingerprint    ${collected.fingerprint}`,
    "",
    "This archive is a record of how the tenant stood at that moment. All of it was",
    "read at one point in time, so the files agree with each other. TenantPilot made",
    "it from the results of scanners that were imported into it, and changed nothing",
    "in the tenant.",
    "",
    ...heading("What to know first", "-"),
    ...coverageLines(coverageOf(collected)),
    "",
    ...heading("What is in it", "-"),
    ...entryLines(entries),
    "",
    ...heading("Findings", "-"),
    ...findingLines(collected),
    "",
    ...heading("How to check it", "-"),
    ...checkLines,
  ];
  return `${lines.join("\n")}\n`;
}

function coverageLines(rows: CoverageRow[]): string[] {
  const problems = coverageProblems(rows);
  if (problems.length === 0)
    return [`Every expected source is in this pack, and none is older than ${staleAfterDays} days.`];
  return problems.map((row) => `- ${plain(row.label)}: ${stateWords(row)}.${row.note === "" ? "" : ` ${row.note}`}`);
}

function stateWords(row: CoverageRow): string {
  if (row.state === "stale") return `stale, ${row.age_days} days old`;
  return row.state.replaceAll("_", " ");
}

const about: Readonly<Record<string, string>> = {
  "README.txt": "this text",
  "summary.json": "the numbers: findings by severity and status, age of each source",
  "metadata.json": "which pack this is, and what made it",
  "coverage.json": "each expected source: there, missing, or stale",
  "findings.csv": "every finding, for a spreadsheet",
  "findings.json": "every finding, for a program",
  "hardening.json": "how TenantPilot's own access to the tenant is restricted",
  "operations.csv": "what TenantPilot did for this tenant in the last 30 days",
  "manifest.json": "size and SHA-256 of the other files, and which pack this is",
  SHA256SUMS: "the SHA-256 of each other file, for sha256sum",
};

const nameWidth = 34;

/** The entries so far, and the three that are written after this one. */
function entryLines(entries: readonly StagedEntry[]): string[] {
  const names = [...entries.map(({ path }) => path), "README.txt", "manifest.json", "SHA256SUMS"].sort(byEntryName);
  const rows = new Map(entries.map((entry) => [entry.path, entry.rows]));
  return names.map((name) => {
    const words =
      about[name] ?? (name.startsWith("reports/") ? "the newest report of this kind, as the tool gave it" : "");
    const counted = rows.get(name) ?? null;
    return `${name.padEnd(nameWidth)} ${words}${counted === null || name === "hardening.json" ? "" : ` (${counted} ${counted === 1 ? "row" : "rows"})`}`;
  });
}

function findingLines(collected: Collected): string[] {
  const { findings } = summaryOf(collected);
  if (findings.total === 0) return ["There are none."];
  const line = (cells: (string | number)[]) =>
    cells.map((cell, i) => (i === 0 ? String(cell).padEnd(16) : String(cell).padStart(10))).join("");
  const severities = Object.entries(findings.by_severity_and_status);
  return [
    line(["", "open", "accepted", "resolved", "all"]),
    ...severities.map(([severity, by]) =>
      line([severity, by.open, by.accepted, by.resolved, by.open + by.accepted + by.resolved]),
    ),
    line(["all", findings.by_status.open, findings.by_status.accepted, findings.by_status.resolved, findings.total]),
  ];
}

const checkLines = [
  "Unpack it into an empty folder, go there and compare the hashes:",
  "",
  "    unzip -t <this file>.zip",
  "    unzip <this file>.zip -d review-pack",
  "    cd review-pack",
  "    sha256sum -c SHA256SUMS",
  "",
  "Each line has to end with OK. On macOS the last command is",
  "    shasum -a 256 -c SHA256SUMS",
  "and on Windows",
  "    Get-FileHash -Algorithm SHA256 <file>",
  "gives the hash of one file, to compare with its line in SHA256SUMS.",
  "",
  "That shows that the files belong together. That the archive is the one that was",
  "issued is shown by its own SHA-256, which the pack's page in TenantPilot has:",
  "    sha256sum <this file>.zip",
  "Or, with TenantPilot at hand: tenantpilot verify <this file>.zip",
];

function heading(text: string, underline: string): string[] {
  return [text, underline.repeat(Math.min(text.length, 78)), ""];
}

// Control characters, and those that turn the direction of writing: a name must not rearrange the page.
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/** A name as one line of plain text. */
function plain(name: string): string {
  return name.replace(unprintable, "\ufffd");
}
