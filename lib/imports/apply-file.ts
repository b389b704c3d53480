import type { PoolClient } from "pg";
import { alignTimes } from "@/lib/imports/align-times";
import { storeAssessment } from "@/lib/imports/assessment";
import type { TimesKnown } from "@/lib/imports/importer";
import { type ChangeContext, planChanges } from "@/lib/imports/plan-changes";
import { type FileContents, type FileToRead, readFile } from "@/lib/imports/read-file";
import { compareAnswers, withPart } from "@/lib/imports/report-parts";
import { RowStage } from "@/lib/imports/stage-rows";
import { findStoredReport, storeReport } from "@/lib/imports/store-report";
import { countChanges, type ImportCounts, writeChanges } from "@/lib/imports/write-changes";

/** What became of a file. */
export interface FileOutcome {
  format: string;
  tool: string;
  label: string;
  toolVersion: string | null;
  /** The newest moment that the file's evidence is from. */
  scannedAt: Date;
  times: TimesKnown;
  isScannedAtAssumed: boolean;
  /** The Entra tenant that the file names; null when it names none. */
  entraTenantId: string | null;
  counts: ImportCounts;
  /** Types of the reports that were stored. */
  reports: string[];
  /** What a later import needs to know: see plan-changes.ts. */
  scopes: string[];
  seenFrom: Date;
}

/** A file to be written into a tenant. */
export interface FileJob extends FileToRead {
  tenant: FileToRead["tenant"] & { id: bigint; workspaceId: bigint };
  /** The import that history and reports refer to; null for a preview. */
  importId: bigint | null;
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
    tool: importer.tool,
    label: importer.label,
    toolVersion: contents.toolVersion,
    scannedAt: seen.to,
    times: importer.times,
    isScannedAtAssumed: contents.reports.every((report) => report.capturedAt === null) && isAssumed,
    entraTenantId: contents.entraTenantId,
    counts: addCounts(written.counts, reported.counts),
    reports: [...written.reports, ...reported.reports],
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
) {
  if (contents.findings === 0) return { counts: noCounts, reports: [], scopes: [] };
  await planChanges(context);
  await writeChanges(context, job.importId);
  const counts = await countChanges(context, contents.findings + contents.otherRows);
  const stored = await storeAssessment({
    ...context,
    tool: context.importer.tool,
    importId: job.importId,
    scannedAt: scan.at,
    isCapturedAtAssumed: scan.isAssumed,
  });
  const { rows } = await context.client.query<{ scope: string }>(
    "SELECT scope FROM import_scopes WHERE is_assessed ORDER BY scope",
  );
  const scopes = context.isPartial ? [] : rows.map((row) => row.scope);
  return { counts, reports: stored ? [`assessment.${context.importer.tool}`] : [], scopes };
}

const noCounts: ImportCounts = { rows: 0, created: 0, changed: 0, resolved: 0, reopened: 0, unchanged: 0 };

function addCounts(a: ImportCounts, b: ImportCounts): ImportCounts {
  return {
    rows: a.rows + b.rows,
    created: a.created + b.created,
    changed: a.changed + b.changed,
    resolved: a.resolved + b.resolved,
    reopened: a.reopened + b.reopened,
    unchanged: a.unchanged + b.unchanged,
  };
}

async function writeReports(client: PoolClient, job: FileJob, contents: FileContents, now: Date) {
  const stored: string[] = [];
  let counts = noCounts;
  for (const report of contents.reports) {
    const capturedAt = report.capturedAt ?? job.options.capturedAt ?? now;
    const before = await findStoredReport(client, job.tenant.id, report.type);
    counts = addCounts(counts, compareAnswers(before, report));
    const { payload, parts } = withPart(before, report, capturedAt);
    const isStored = await storeReport(client, {
      tenant: job.tenant,
      importId: job.importId,
      type: report.type,
      source: Object.keys(parts).length === 1 ? `graph/${report.part}` : "graph",
      payload,
      rows: Object.values(parts).reduce((rows, part) => rows + part.rows, 0),
      isComplete: Object.values(parts).every((part) => part.isComplete),
      capturedAt,
      isCapturedAtAssumed: report.capturedAt === null && !job.options.capturedAt,
    });
    if (isStored) stored.push(report.type);
  }
  return { reports: stored, counts };
}
