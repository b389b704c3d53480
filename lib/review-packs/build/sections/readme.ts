import { byEntryName } from "@/lib/archive/entry-names";
import type { ChangesFacts, Comparison } from "@/lib/review-packs/build/changes-facts";
import {
  fetchKeyCommand,
  fingerprintCommand,
  manifestCommand,
  signatureCommand,
  sumsCommand,
} from "@/lib/review-packs/build/check-commands";
import type { Collected, SigningFacts } from "@/lib/review-packs/build/collected";
import { outsideManifest } from "@/lib/review-packs/build/manifest-format";
import type { RenderInput } from "@/lib/review-packs/build/section";
import { type CoverageRow, coverageOf, coverageProblems, cutWords } from "@/lib/review-packs/build/sections/coverage";
import { summaryOf } from "@/lib/review-packs/build/sections/summary";
import type { StagedEntry } from "@/lib/review-packs/build/staging";
import { signingKeyAddress } from "@/lib/signing/addresses";

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
    ...(claim.options.includePii ? [] : pseudonymLines),
    ...heading("What to know first", "-"),
    ...coverageLines(coverageOf(collected)),
    "",
    ...heading("What is in it", "-"),
    ...entryLines(entries, claim.options.includePii ? "as the tool gave it" : "pseudonymised"),
    "",
    ...heading("Findings", "-"),
    ...findingLines(collected),
    "",
    ...heading("Since the previous pack", "-"),
    ...changeLines(collected.changes),
    "",
    ...heading("How to check it", "-"),
    ...checkLines(collected.signing),
  ];
  return `${lines.join("\n")}\n`;
}

const pseudonymLines = [
  "The pack is pseudonymised: people, their ids, machines and their addresses carry",
  "tokens such as person-8c2d4k7m1qx0. The same one has the same token in every file,",
  "and in other pseudonymised packs of this tenant. In texts, words that are not on a",
  "list of harmless ones are [withheld]; members of reports that are not known are",
  "left out. Whoever made the pack can say who is meant; the pack alone cannot.",
  "",
];

function coverageLines(rows: CoverageRow[]): string[] {
  const problems = coverageProblems(rows);
  if (problems.length === 0) return ["Every expected source is in this pack, and none is older than it may be."];
  return problems.map((row) => `- ${plain(row.label)}: ${stateWords(row)}.${row.note === "" ? "" : ` ${row.note}`}`);
}

function stateWords(row: CoverageRow): string {
  if (row.state === "stale") return `stale, ${row.age_days} days old, where ${row.stale_after_days} are allowed`;
  if (row.state !== "truncated") return row.state.replaceAll("_", " ");
  const words = cutWords(row);
  return row.rows_expected === null ? words : `${words}, ${row.rows} of ${row.rows_expected} rows`;
}

const about: Readonly<Record<string, string>> = {
  "README.txt": "this text",
  "report.html": "the report, to be read in a browser; needs no network",
  "report.pdf": "the same report, to be printed or filed",
  "summary.json": "the numbers: findings by severity and status, age of each source",
  "metadata.json": "which pack this is, and what made it",
  "coverage.json": "each expected source: there, missing, or stale",
  "changes.json": "what changed since the previous pack, each change listed",
  "findings.csv": "every finding, for a spreadsheet",
  "findings.json": "every finding, for a program",
  "findings.ocsf.json": "the same findings for security tools (OCSF 1.5)",
  "hardening.json": "how TenantPilot's own access to the tenant is restricted",
  "operations.csv": "what TenantPilot did for this tenant in the last 30 days",
  "manifest.json": "size and SHA-256 of the other files, and which pack this is",
  "manifest.sig": "the signature over manifest.json (Ed25519, 64 bytes)",
  SHA256SUMS: "the SHA-256 of each other file, for sha256sum",
};

const nameWidth = 34;

/** Written after this one. */
const later = ["report.html", "report.pdf", ...outsideManifest];

/** The entries so far, this one, and those that are written after it. */
function entryLines(entries: readonly StagedEntry[], reports: string): string[] {
  const names = [...entries.map(({ path }) => path), "README.txt", ...later].sort(byEntryName);
  const rows = new Map(entries.map((entry) => [entry.path, entry.rows]));
  return names.map((name) => {
    const words = about[name] ?? (name.startsWith("reports/") ? `the newest report of this kind, ${reports}` : "");
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

function changeLines(changes: ChangesFacts): string[] {
  const { previous, findings, roleAssignments, permissions, hardening } = changes;
  if (!previous) return ["There is no earlier pack to compare with."];
  const { counts } = findings;
  const lists = (what: string, { added, removed }: { added: number; removed: number }) =>
    `${what}: ${added} added, ${removed} removed`;
  const part = (comparison: Comparison, what: string, line: string) =>
    comparison.state === "compared" ? line : `${what}: not compared. ${comparison.note}`;
  return [
    `Compared with pack ${previous.pack_id}, as of ${previous.as_of ?? "a time that is not known"}:`,
    part(
      findings,
      "Findings",
      `Findings: ${counts.new} new, ${counts.resolved} resolved, ${counts.reopened} reopened, ${counts.accepted} accepted, ` +
        `${counts.severity_changed} of another severity`,
    ),
    part(roleAssignments, "Role assignments", lists("Role assignments", roleAssignments)),
    part(permissions, "Permissions", lists("Permissions", permissions)),
    part(
      hardening,
      "Hardening",
      `Hardening: fields changed: ${hardening.changes.map(({ field }) => field).join(", ") || "none"}`,
    ),
  ].map((line, i) => (i === 0 ? line : `- ${line}`));
}

/** In the order in which somebody does it. Lines of four spaces are commands: they work as they stand, once the names are right. */
function checkLines({ keyId, fingerprint, issuer }: SigningFacts): string[] {
  return [
    "1. Unpack it into an empty folder, and go there:",
    "",
    "    unzip <this file>.zip -d review-pack",
    "    cd review-pack",
    "",
    "2. Did everything arrive whole? Each line has to end with OK:",
    "",
    `    ${sumsCommand}`,
    "",
    "3. Is the list of the files, manifest.json, as it was signed? Get the public key",
    "of the TenantPilot that made the pack; a browser saves it from the same address:",
    "",
    `    ${fetchKeyCommand(keyId, signingKeyAddress(issuer, keyId))}`,
    "",
    'The next command has to say "Signature Verified Successfully":',
    "",
    `    ${signatureCommand(keyId)}`,
    "",
    "4. Are the files those of that list? Again each line has to end with OK:",
    "",
    `    ${manifestCommand}`,
    "",
    "Only this ties the files to the signature: SHA256SUMS is not signed, and",
    "whoever changes a file can change its line there.",
    "",
    "5. Is it the right key? Its SHA-256 fingerprint, which this command prints,",
    "",
    `    ${fingerprintCommand(keyId)}`,
    "",
    "has to be",
    "",
    `    ${fingerprint}`,
    "",
    "Whoever could replace the files could replace these lines too. So have the",
    "fingerprint confirmed another way: by the people who sent you the pack, or in",
    "TenantPilot under Settings, Signing keys.",
    "",
    "6. Is it still good? A pack expires, can be revoked, and is followed by newer ones.",
    "This page says so, and does all of the above in the browser; no file leaves it:",
    "",
    `    ${new URL("/verify", issuer).href}`,
    "",
    "The commands are those of Linux. macOS: put shasum -a 256 for sha256sum, and use",
    "OpenSSL 3 (its own openssl is another program). Windows: the same in WSL, or the",
    "page of step 6; Get-FileHash gives the SHA-256 of one file.",
  ];
}

function heading(text: string, underline: string): string[] {
  return [text, underline.repeat(Math.min(text.length, 78)), ""];
}

// Control characters, and those that turn the direction of writing: a name must not rearrange the page.
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/** A name as one line of plain text. */
function plain(name: string): string {
  return name.replace(unprintable, "\ufffd");
}
