import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import canonicalize from "canonicalize";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { z } from "zod";
import { inSystem } from "@/lib/db";
import { env } from "@/lib/env";
import { manifestSchema } from "@/lib/review-packs/build/manifest-format";
import { changesSchema } from "@/lib/review-packs/build/sections/changes";
import { coverageSchema } from "@/lib/review-packs/build/sections/coverage";
import { findingsSchema } from "@/lib/review-packs/build/sections/findings";
import { findingsOcsfSchema } from "@/lib/review-packs/build/sections/findings-ocsf";
import { hardeningSchema } from "@/lib/review-packs/build/sections/hardening";
import { metadataSchema } from "@/lib/review-packs/build/sections/metadata";
import { reportSchema } from "@/lib/review-packs/build/sections/reports";
import { summarySchema } from "@/lib/review-packs/build/sections/summary";
import { verifyPack } from "@/lib/review-packs/build/verify";
import type { PackClaim } from "@/lib/review-packs/claim";
import { buildFinding, buildOperationRun, buildReport, buildTenant } from "../../factories";
import { readEntries } from "../../support/forged-pack";
import { buildClaim, makePack } from "./pack-claim";

const run = promisify(execFile);
let claim: PackClaim;
let made: Awaited<ReturnType<typeof makePack>>;
let folder: string;
let zip: string;

const hostile = [
  '=HYPERLINK("http://example.com","x")',
  "+1+1",
  "-2",
  "@SUM(A1)",
  "\t=1",
  "\r=1",
  "\n=1",
  "  =1+1",
  'a"b',
  "<script>",
  "../../etc/passwd",
  "\u202Etxt.exe",
];

beforeAll(async () => {
  const tenant = await buildTenant({
    name: "Contoso\nInjected",
    rbacStatus: "configured",
    rbacLastCheckedAt: new Date(),
    rbacLastWarnings: ["b", { z: 1, a: 2 }],
  });
  for (const [i, text] of hostile.entries()) {
    await buildFinding({
      tenant,
      title: text,
      resourceName: text,
      remediation: text,
      severity: i % 2 ? "high" : "low",
      evidence: { text },
    });
  }
  await buildFinding({
    tenant,
    source: "maester",
    status: "resolved",
    lastSeenAt: new Date(Date.now() - 40 * 86_400_000),
  });
  await buildReport({ tenant, payload: { old: true }, capturedAt: new Date(Date.now() - 86_400_000) });
  await buildReport({ tenant, payload: { value: [{ principal: "role holder 1" }] }, rowCount: 1 });
  await buildReport({ tenant, type: "assessment.prowler", payload: { checks: [] }, isComplete: false });
  const ended = { status: "completed", outcome: "succeeded", completedAt: new Date() };
  await buildOperationRun({ tenant, ...ended, summaryCounts: { b: 2, a: 1 }, initiatedByName: "=cmd|' /C calc'!A0" });
  await buildOperationRun({ tenant, type: "tenant.review_pack.generate", ...ended });
  await buildOperationRun({ tenant, status: "running" });
  await buildOperationRun({ tenant, ...ended, createdAt: new Date(Date.now() - 40 * 86_400_000) });
  claim = await buildClaim({ tenant });
  made = await makePack(claim);
  zip = path.join(env().TENANTPILOT_DATA_DIR, "storage", "exports", claim.filePath);
  folder = await mkdtemp(path.join(tmpdir(), "pack-"));
  await run("unzip", ["-q", zip, "-d", folder]);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const entry = (name: string) => readFile(path.join(folder, name), "utf8");
const json = async <T extends z.ZodType>(name: string, schema: T) => schema.parse(JSON.parse(await entry(name)));
const python = async (script: string, ...args: string[]) =>
  (await run("python3", ["-c", script, ...args], { maxBuffer: 1 << 26 })).stdout;

describe("foreign tools read a pack", () => {
  it("unzip tests it", async () => {
    expect((await run("unzip", ["-t", zip])).stdout).toContain("No errors detected");
  });

  it("7z tests it without a warning", async () => {
    const { stdout } = await run("7z", ["t", zip]);
    expect(stdout).toContain("Everything is Ok");
    expect(stdout).not.toMatch(/warning/i);
  });

  it("Python's zipfile tests it, and finds the entries in order", async () => {
    const names = await python(
      "import sys,zipfile,json\nz=zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint(json.dumps(z.namelist()))",
      zip,
    );
    expect(JSON.parse(names)).toEqual([
      "README.txt",
      "SHA256SUMS",
      "changes.json",
      "coverage.json",
      "findings.csv",
      "findings.json",
      "findings.ocsf.json",
      "hardening.json",
      "manifest.json",
      "manifest.sig",
      "metadata.json",
      "operations.csv",
      "report.html",
      "report.pdf",
      "reports/assessment.prowler.json",
      "reports/entra_admin_roles.json",
      "summary.json",
    ]);
  });

  it("sha256sum -c SHA256SUMS works as it is, and names every other entry", async () => {
    const { stdout } = await run("sha256sum", ["-c", "SHA256SUMS"], { cwd: folder });
    expect(
      stdout
        .trim()
        .split("\n")
        .map((line) => line.replace(/: OK$/, "")),
    ).toHaveLength((await readEntries(zip)).size - 1);
    expect(stdout).not.toContain("FAILED");
  });

  it("the step that reads it back agrees", async () => {
    await expect(verifyPack(claim, made.assembled, made.collected)).resolves.toBeUndefined();
  });
});

describe("the entries are what their schemas say, in canonical JSON", () => {
  it.each([
    ["summary.json", summarySchema],
    ["metadata.json", metadataSchema],
    ["changes.json", changesSchema],
    ["coverage.json", coverageSchema],
    ["findings.json", findingsSchema],
    ["findings.ocsf.json", findingsOcsfSchema],
    ["hardening.json", hardeningSchema],
    ["manifest.json", manifestSchema],
    ["reports/entra_admin_roles.json", reportSchema],
  ] as const)("%s", async (name, schema) => {
    const text = await entry(name);
    schema.parse(JSON.parse(text));
    expect(text).toBe(canonicalize(JSON.parse(text)));
  });

  it("counts agree between summary, CSV, JSON and manifest", async () => {
    const expected = hostile.length + 1;
    const csv = JSON.parse(
      await python(
        "import csv,json,sys\nprint(json.dumps(list(csv.DictReader(open(sys.argv[1],newline='',encoding='utf-8')))))",
        path.join(folder, "findings.csv"),
      ),
    ) as Record<string, string>[];
    const summary = await json("summary.json", summarySchema);
    const manifest = await json("manifest.json", manifestSchema);
    expect(csv).toHaveLength(expected);
    expect(await json("findings.json", findingsSchema)).toHaveLength(expected);
    expect(summary.findings.total).toBe(expected);
    expect(summary.files["findings.csv"]).toBe(expected);
    expect(manifest.entries.find(({ path }) => path === "findings.json")?.rows).toBe(expected);
    expect(summary.findings.by_severity_and_status.high).toEqual({ accepted: 0, open: 6, resolved: 1 });
  });

  it("a hostile text is inert in CSV and raw in JSON", async () => {
    const csv = JSON.parse(
      await python(
        "import csv,json,sys\nprint(json.dumps(list(csv.DictReader(open(sys.argv[1],newline='',encoding='utf-8')))))",
        path.join(folder, "findings.csv"),
      ),
    ) as Record<string, string>[];
    const findings = await json("findings.json", findingsSchema);
    expect(findings.slice(0, hostile.length).map(({ title }) => title)).toEqual(hostile);
    const guarded = hostile.map((text) => (/^ *[=+\-@\t\r\n]/.test(text) ? `'${text}` : text));
    expect(csv.slice(0, hostile.length).map(({ title }) => title)).toEqual(guarded);
    expect(csv.slice(0, hostile.length).map(({ resource_name }) => resource_name)).toEqual(guarded);
    expect(await entry("operations.csv")).toContain(`"'=cmd|`);
  });

  it("findings.ocsf.json says all that findings.json says", async () => {
    const again = (await json("findings.ocsf.json", findingsOcsfSchema)).map(({ finding_info: info, ...record }) => ({
      check_id: info.analytic.uid,
      compliance: record.unmapped.compliance,
      evidence: record.unmapped.evidence,
      fingerprint: info.uid,
      first_seen_at: new Date(info.first_seen_time).toISOString(),
      id: record.unmapped.id,
      last_seen_at: new Date(info.last_seen_time).toISOString(),
      remediation: record.remediation.desc,
      resource_id: record.resources[0].uid,
      resource_name: record.resources[0].name,
      resource_type: record.resources[0].type,
      scope: record.unmapped.scope,
      severity: record.severity.toLowerCase(),
      source: info.data_sources[0],
      status: { New: "open", Suppressed: "accepted", Resolved: "resolved" }[record.status],
      title: info.title,
    }));
    expect(again).toEqual(await json("findings.json", findingsSchema));
  });

  it("the newest report of each type is in it as it was stored", async () => {
    expect(await entry("reports/entra_admin_roles.json")).toBe('{"value":[{"principal":"role holder 1"}]}');
  });

  it("operations hold the ended runs of the window, and never the packs' own", async () => {
    const lines = (await entry("operations.csv")).trim().split("\n");
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain('"{""a"":1,""b"":2}"');
  });
});

describe("coverage is honest", () => {
  it("names what is there, what is stale, what is missing and what is cut off", async () => {
    const { sources } = await json("coverage.json", coverageSchema);
    expect(Object.fromEntries(sources.map(({ source, state }) => [source, state]))).toEqual({
      "assessment.prowler": "truncated",
      entra_admin_roles: "included",
      "findings.maester": "stale",
      "findings.prowler": "included",
      hardening: "included",
      operations: "included",
      permission_posture: "not_collected",
    });
    expect(sources.find(({ source }) => source === "findings.maester")?.age_days).toBe(40);
  });

  it("the README says so first, and a tenant's name cannot add lines to it", async () => {
    const text = await entry("README.txt");
    expect(text.split("\n")[0]).toBe("Review pack of Contoso\ufffdInjected");
    expect(text).toContain("- Permission posture: not collected.");
    expect(text).toContain("- Findings of Maester: stale, 40 days old, where 30 are allowed.");
    expect(text.indexOf("What to know first")).toBeLessThan(text.indexOf("What is in it"));
    expect(text).toContain("sha256sum -c SHA256SUMS");
  });

  it("an empty tenant gives files with headers and rows that say so", async () => {
    const empty = await buildClaim({ options: { includePii: true, includeOperations: false } });
    const { collected } = await makePack(empty);
    expect(collected.entries.map(({ path, rows }) => [path, rows])).toEqual([
      ["findings.csv", 0],
      ["findings.json", 0],
      ["findings.ocsf.json", 0],
      ["hardening.json", 1],
      ["changes.json", 0],
    ]);
    const out = await mkdtemp(path.join(tmpdir(), "pack-"));
    await run("unzip", ["-q", path.join(env().TENANTPILOT_DATA_DIR, "storage", "exports", empty.filePath), "-d", out]);
    expect(await readFile(path.join(out, "findings.json"), "utf8")).toBe("[]");
    expect(await readFile(path.join(out, "findings.ocsf.json"), "utf8")).toBe("[]");
    expect((await readFile(path.join(out, "findings.csv"), "utf8")).split("\n")).toHaveLength(2);
    const { sources } = coverageSchema.parse(JSON.parse(await readFile(path.join(out, "coverage.json"), "utf8")));
    expect(Object.fromEntries(sources.map(({ source, state }) => [source, state]))).toEqual({
      entra_admin_roles: "not_collected",
      findings: "not_collected",
      hardening: "not_collected",
      operations: "excluded_by_option",
      permission_posture: "not_collected",
    });
    await rm(out, { recursive: true });
  });

  it("a tool that was imported and found nothing is included with no rows", async () => {
    const tenant = await buildTenant();
    await inSystem((tx) =>
      tx.import.create({
        data: {
          tenantId: tenant.id,
          workspaceId: tenant.workspaceId,
          status: "completed",
          fileName: "scan.json",
          fileSha256: "a".repeat(64),
          fileBytes: 2n,
          tool: "prowler",
          scannedAt: new Date(),
          completedAt: new Date(),
        },
      }),
    );
    const { collected } = await makePack(await buildClaim({ tenant }));
    expect(collected.findings.tools).toMatchObject([{ tool: "prowler", rows: 0 }]);
  });
});
