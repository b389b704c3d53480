import type { PoolClient } from "pg";
import { alignTimes } from "@/lib/imports/align-times";
import { storeAssessment } from "@/lib/imports/assessment";
import type { TimesKnown } from "@/lib/imports/importer";
import { type ChangeContext, isWholeScan, planChanges } from "@/lib/imports/plan-changes";
import { type FileContents, type FileToRead, readFile } from "@/lib/imports/read-file";
import { compareAnswers, composeReport, replacesNameless } from "@/lib/imports/report-parts";
import { RowStage } from "@/lib/imports/stage-rows";
import { findStoredReport, storeReport } from "@/lib/imports/store-report";
import { addCounts, countChanges, type ImportCounts, noCounts, writeChanges } from "@/lib/imports/write-changes";

/** What became of a file. */
export interface FileOutcome {
  format: string;
  tool: string;
  /** The findings are of more than one tool; `tool` is then the format's own. */
  isOfSeveralTools: boolean;
  label: string;
  toolVersion: string | null;
  /** The newest moment that the file's evidence is from. */
  scannedAt: Date;
  times: TimesKnown;
  isScannedAtAssumed: boolean;
  /** The Entra tenant that the file names; null when it names none. */
  entraTenantId: string | null;
  /** Whose data it is, in words, when that was confirmed to be another tenant's. */
  otherTenant: string | null;
  counts: ImportCounts;
  /** Types of the reports that were stored. */
  reports: string[];
  /** There are reports in the file and no findings: it was no scan for them. */
  isReportOnly: boolean;
  /** An answer in it names a next page, or its tool could not read all: the list is not whole. */
  isIncomplete: boolean;
  /** An answer in it that does not say what it is about takes the place of another such. */
  isReplacing: boolean;
  /** What a later import needs to know: see plan-changes.ts. */
  scopes: string[];
  seenFrom: Date;
}

/** A file to be written into a tenant. */
export interface FileJob extends FileToRead {
  tenant: FileToRead["tenant"] & { id: bigint; workspaceId: bigint };
  /** The import that history and reports refer to. */
  importId: bigint;
}

/**
 * Reads a file and writes all of it, in the caller's transaction: all or nothing is the caller's commit or rollback. The tenant's
 * imports are serialised from the moment when the file has been read.
 * @throws {AppError} invalid_input, with the place in the file.
 */
export async function applyFile(client: PoolClient, job: FileJob, now: Date): Promise<FileOutcome> {
  const { importer } = job.recognised;
  await client.query(planning);
  const contents = await stageFile(client, job, now);
  await client.query("SELECT pg_advisory_xact_lock(hashtextextended('tenantpilot.import', $1))", [job.tenant.id]);
  const seen = await settleTimes(client, job, contents, now);
  const { capturedAt } = job.options;
  const context: ChangeContext = {
    client,
    tenant: job.tenant,
    importer,
    toolVersion: contents.toolVersion,
    isPartial: job.options.isPartial ?? false,
    isUndated: importer.times === "undated" && !capturedAt,
  };
  const isAssumed = importer.times !== "exact" && (importer.times === "zone_assumed" || !capturedAt);
  const written = await writeFindings(context, job, contents, { at: seen.to, isAssumed });
  const reported = await writeReports(client, job, contents, now);
  return {
    format: importer.format,
    tool: written.tools.length === 1 ? (written.tools[0] ?? importer.tool) : importer.tool,
    isOfSeveralTools: written.tools.length > 1,
    label: importer.label,
    toolVersion: contents.toolVersion,
    scannedAt: seen.to,
    times: importer.times,
    isScannedAtAssumed: contents.reports.every((report) => report.capturedAt === null) && isAssumed,
    entraTenantId: contents.entraTenantId,
    otherTenant: contents.otherTenant,
    isReportOnly: contents.findings === 0 && contents.reports.length > 0,
    // Beside findings the sections that are stored with them are no rows of the file.
    counts: contents.findings > 0 ? written.counts : addCounts(written.counts, reported.counts),
    reports: [...written.reports, ...reported.reports],
    isIncomplete: contents.reports.some((report) => !report.isComplete),
    isReplacing: reported.isReplacing,
    scopes: written.scopes,
    seenFrom: seen.from,
  };
}

// A file is small beside the tenant's findings: they are found by index, one by one, rather than all read.
const planning = "SET LOCAL random_page_cost = 1.1; SET LOCAL work_mem = '64MB'";

async function stageFile(client: PoolClient, job: FileJob, now: Date): Promise<FileContents> {
  const stage = await RowStage.begin(client, job.recognised.importer.tool);
  try {
    const contents = await readFile(job, now, (finding) => stage.add(finding));
    await stage.end();
    return contents;
  } catch (error) {
    await stage.abort(error);
    throw error;
  }
}

async function settleTimes(client: PoolClient, job: FileJob, contents: FileContents, now: Date) {
  const { tool, times } = job.recognised.importer;
  if (contents.seen) return alignTimes({ client, tenantId: job.tenant.id, tool, times }, contents.seen);
  const at = contents.reports[0]?.capturedAt ?? job.options.capturedAt ?? now;
  return { from: at, to: at };
}

async function writeFindings(
  context: ChangeContext,
  job: FileJob,
  contents: FileContents,
  scan: { at: Date; isAssumed: boolean },
): Promise<WrittenFindings> {
  const rows = contents.findings + contents.otherRows;
  if (contents.findings === 0)
    return { counts: { ...noCounts, rows, unchanged: rows }, reports: [], scopes: [], tools: [] };
  await planChanges(context);
  await writeChanges(context, job.importId);
  const counts = await countChanges(context, rows);
  const { rows: covered } = await context.client.query<{ source: string; scope: string; isWhole: boolean }>(
    'SELECT source, scope, is_assessed AND NOT is_few AS "isWhole" FROM import_scopes ORDER BY source, scope',
  );
  const tools = [...new Set(covered.map(({ source }) => source))];
  const reports = await writeAssessments(context, { tools, importId: job.importId, scan });
  const scopes = isWholeScan(context) ? covered.filter((one) => one.isWhole).map((one) => one.scope) : [];
  return { counts, reports, scopes, tools };
}

interface WrittenFindings {
  counts: ImportCounts;
  reports: string[];
  scopes: string[];
  /** Whose findings they are. */
  tools: string[];
}

async function writeAssessments(
  context: ChangeContext,
  { tools, importId, scan }: { tools: string[]; importId: bigint | null; scan: { at: Date; isAssumed: boolean } },
): Promise<string[]> {
  // A copy of findings says nothing about what passed.
  if (context.importer.holds === "copy") return [];
  const stored: string[] = [];
  for (const tool of tools) {
    const job = { ...context, tool, importId, scannedAt: scan.at, isCapturedAtAssumed: scan.isAssumed };
    if (await storeAssessment(job)) stored.push(`assessment.${tool}`);
  }
  return stored;
}

/** Stores the reports of a file: answers of one type come together in one report, with those that are known already. */
async function writeReports(client: PoolClient, job: FileJob, contents: FileContents, now: Date) {
  const { tool } = job.recognised.importer;
  const stored: string[] = [];
  let counts = noCounts;
  let isReplacing = false;
  for (const type of new Set(contents.reports.map((report) => report.type))) {
    const answers = contents.reports.filter((report) => report.type === type);
    const own = answers[0]?.capturedAt ?? null;
    const capturedAt = own ?? job.options.capturedAt ?? now;
    const isCapturedAtAssumed = own === null && !job.options.capturedAt;
    const before = await findStoredReport(client, job.tenant.id, { type, tool });
    for (const answer of answers) {
      counts = addCounts(counts, compareAnswers(before, answer));
      isReplacing ||= replacesNameless(before, answer);
    }
    const report = composeReport(before, answers, { tool, capturedAt, isCapturedAtAssumed });
    const isStored = await storeReport(client, { tenant: job.tenant, importId: job.importId, type, ...report });
    if (isStored) stored.push(type);
  }
  return { reports: stored, counts, isReplacing };
}
