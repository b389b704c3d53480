import { beforeAll, describe, expect, it } from "vitest";
import type { CoverageRow } from "@/lib/review-packs/build/sections/coverage";
import type { PackSummary } from "@/lib/review-packs/build/sections/summary";
import { buildTenant } from "../../../factories";
import { buildClaim } from "../pack-claim";
import { readStaged } from "../staged-entry";
import { logo, richTenant } from "./rich-tenant";
import { htmlText, makeReport, pdfInfo, pdfText, type StagedReport } from "./staged-report";

let report: StagedReport;
let html: string;
let pdf: string;

beforeAll(async () => {
  report = await makeReport(await buildClaim({ tenant: await richTenant() }));
  html = htmlText(report.html).replaceAll("\n", " ");
  pdf = await pdfText(report.pdf);
});

/** Both say it. */
function bothSay(...texts: string[]): void {
  for (const text of texts) {
    expect(html, "report.html").toContain(text);
    expect(pdf, "report.pdf").toContain(text);
  }
}

describe("the report says what the other entries say", () => {
  it("the numbers of summary.json", async () => {
    const { findings } = (await report.json("summary.json")) as unknown as PackSummary;
    const { by_status: status, by_severity_and_status: by } = findings;
    expect({ ...status, total: findings.total }).toEqual({ open: 13, accepted: 1, resolved: 1, total: 15 });
    bothSay(
      `There are ${findings.total} findings in all: ${status.open} open, ${status.accepted} accepted as they are, ${status.resolved} resolved`,
      `had ${status.open} open findings. ${by.critical.open + by.high.open} of them are critical or high.`,
    );
    const severities = Object.entries(by).map(([severity, { open, accepted, resolved }]) =>
      [`${severity.charAt(0).toUpperCase()}${severity.slice(1)}`, open, accepted, resolved].join(" "),
    );
    expect(severities).toContain("Critical 12 0 0");
    bothSay(...severities);
  });

  it("the rows of coverage.json, and it says them before any finding", async () => {
    const { sources } = (await report.json("coverage.json")) as unknown as { sources: CoverageRow[] };
    expect(sources.some(({ state }) => state === "stale")).toBe(true);
    for (const { entry, state } of sources) {
      if (entry === null) continue;
      // A long name is broken over two lines.
      expect(html).toContain(entry);
      expect(pdf.replaceAll(" ", "")).toContain(entry);
      if (state === "stale") bothSay("stale, 90 days old, where 30 are allowed");
    }
    for (const text of [html, pdf]) {
      const body = text.slice(text.lastIndexOf("1 Summary"));
      expect(body.indexOf("What was seen, and what was not")).toBeLessThan(body.indexOf("3 Findings"));
    }
  });

  it("the hash of each entry that was written before it", async () => {
    const manifest = (await report.json("manifest.json")) as unknown as { entries: { path: string; sha256: string }[] };
    const others = manifest.entries.filter(({ path }) => !path.startsWith("report."));
    expect(others.length).toBeGreaterThan(12);
    expect(manifest.entries.length - others.length).toBe(2);
    for (const { path, sha256 } of others) {
      expect(html, path).toContain(sha256);
      expect(pdf, path).toContain(sha256);
    }
    bothSay(report.collected.fingerprint, "sha256sum -c SHA256SUMS");
  });

  it("the manifest names both with their media types, and README.txt says what they are", async () => {
    const manifest = (await report.json("manifest.json")) as unknown as {
      entries: { path: string; media_type: string }[];
    };
    const types = Object.fromEntries(manifest.entries.map(({ path, media_type }) => [path, media_type]));
    expect(types).toMatchObject({ "report.html": "text/html; charset=utf-8", "report.pdf": "application/pdf" });
    const readme = (await readStaged(report.collected, "README.txt")).toString("utf8");
    expect(readme).toMatch(/^report\.html {2,}the report/m);
    expect(readme).toMatch(/^report\.pdf {2,}the same report/m);
  });
});

describe("each chapter", () => {
  it("cover: whose it is, of whom, as of when, asked for by whom", () => {
    bothSay("Security review of Wingtip Toys", "Example Advisers", "Review pack", "The last 30 days");
    expect(report.html).toContain(`src="data:image/png;base64,${logo.toString("base64")}"`);
    expect(report.html).toContain("--accent:#0f766e");
    expect(report.pdf.includes("/Subtype /Image")).toBe(true);
  });

  it("top risks: by check, with how many and on what", () => {
    bothSay(
      "Second factor",
      "Prowler: mfa",
      "person 0, person 1, person 2, person 3",
      "and 8 more findings of this check",
    );
  });

  it("what passed: out of how many", () => {
    bothSay("1,204 of 1,310 checks passed (92 %)", "All is well");
    expect(html).not.toContain("All is not");
  });

  it("privileged roles: permanent, eligible, until when", () => {
    bothSay("Global Administrator", "ada@example.com", "Permanent", "Eligible until 1 March 2027");
    bothSay("1 administrator role is held permanently, 1 of them Global Administrator; 1 only on request.");
  });

  it("permissions of applications: the wide ones by name", () => {
    bothSay("Backup agent", "Directory.ReadWrite.All", "By itself, with nobody signed in", "Mail.Read");
    bothSay("1 of 1 application can reach everybody's mail, files or messages, or change the directory.");
  });

  it("conditional access in words", () => {
    bothSay(
      "1 in force, 0 that only report, 1 switched off",
      "Everybody, without 1 group",
      "Second factor or managed device",
    );
  });

  it("Secure Score, and reports that it has no tables for", () => {
    bothSay("387 of 697 points (56 %) on", "37 % of all tenants", "Intune roles", "reports/intune_roles.json");
  });

  it("hardening, operations, changes", () => {
    bothSay("Operators of Wingtip", "3 of 6 points are done");
    bothSay("TenantPilot ended 2 operations", "The file was cut off.");
    bothSay("There is no review pack before this one");
  });
});

describe("the PDF", () => {
  it("is tagged, in English, and named; dated by the snapshot", async () => {
    const info = await pdfInfo(report.pdf);
    expect(info).toMatch(/Title: +Security review of Wingtip Toys/);
    expect(info).toMatch(/Author: +Example Advisers/);
    expect(info).toMatch(/Tagged: +yes/);
    expect(info).toMatch(/JavaScript: +no/);
    expect(report.pdf.toString("latin1")).toMatch(/\/Lang \(en\)/);
    const asOf = report.collected.asOf.replaceAll(/[-T:]/g, "").slice(0, 14);
    expect(report.pdf.toString("latin1")).toContain(`/CreationDate`);
    expect(report.pdf.toString("latin1")).toContain(`D:${asOf}Z`);
  });

  it("has its tables and headings in its structure", async () => {
    const structure = await pdfInfo(report.pdf, "-struct-text");
    for (const part of ["H1", "Table", "TH", "TD", "LI", "TOCI"])
      expect(structure).toMatch(new RegExp(`^ *${part}\\b`, "m"));
  });

  it("numbers its pages", () => {
    const pages = Number(/\/Count (\d+)/.exec(report.pdf.toString("latin1"))?.[1]);
    expect(pages).toBeGreaterThan(5);
    expect(pdf).toContain(`2 / ${pages}`);
    expect(pdf).toContain(`${pages} / ${pages}`);
  });
});

describe("a tenant of which nothing is known", () => {
  it("gets a report that says so, and shows no noughts as if they were good news", async () => {
    const empty = await makeReport(await buildClaim({ tenant: await buildTenant({ name: "Tailspin" }) }));
    for (const text of [htmlText(empty.html).replaceAll("\n", " "), await pdfText(empty.pdf)]) {
      expect(text).toContain("Nothing was collected for Tailspin by");
      expect(text).toContain("4 were not collected");
      expect(text).toContain("says nothing about the tenant where no tool has looked");
      expect(text).not.toContain("Open in all");
    }
  });
});
