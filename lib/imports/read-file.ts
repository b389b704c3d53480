import { AppError } from "@/lib/errors";
import type { Imported, ImportedFinding, ImportedReport } from "@/lib/imports/importer";
import { refuseFuture } from "@/lib/imports/moments";
import type { ImportOptions } from "@/lib/imports/options";
import { shown } from "@/lib/imports/problem";
import type { Recognised } from "@/lib/imports/recognise";
import type { ImportSource } from "@/lib/imports/source";

/** What a file turned out to hold. */
export interface FileContents {
  findings: number;
  /** Records that are neither a finding nor part of a report. */
  otherRows: number;
  toolVersion: string | null;
  entraTenantId: string | null;
  reports: ImportedReport[];
  /** When its findings were seen; null without any. */
  seen: { from: Date; to: Date } | null;
}

/** The file, and whose it is to be. */
export interface FileToRead {
  source: ImportSource;
  recognised: Recognised;
  tenant: { name: string; entraTenantId: string | null; timeZone: string };
  options: ImportOptions;
}

/**
 * Reads a file to its end, hands each finding on, and checks what holds for every format: whose data it is and when it is from.
 * @throws {AppError} invalid_input, with the place in the file.
 */
export async function readFile(
  file: FileToRead,
  now: Date,
  onFinding: (finding: ImportedFinding) => Promise<void>,
): Promise<FileContents> {
  const { importer, sample } = file.recognised;
  const contents: FileContents = {
    findings: 0,
    otherRows: 0,
    toolVersion: null,
    entraTenantId: null,
    reports: [],
    seen: null,
  };
  if (file.options.capturedAt) refuseFuture(file.options.capturedAt, now, "The time that was entered");
  const capturedAt = file.options.capturedAt ?? now;
  const input = { source: file.source, sample, timeZone: file.tenant.timeZone, capturedAt };
  for await (const item of importer.read(input)) {
    if (item.kind === "finding") {
      if (item.about) note(contents, item.about, file, now);
      refuseFuture(item.seenAt, now, `Record ${item.row}`);
      contents.findings++;
      widen(contents, item.seenAt);
      await onFinding(item);
    } else note(contents, item, file, now);
  }
  return contents;
}

function widen(contents: FileContents, seenAt: Date): void {
  const { seen } = contents;
  if (!seen) contents.seen = { from: seenAt, to: seenAt };
  else if (seenAt > seen.to) seen.to = seenAt;
  else if (seenAt < seen.from) seen.from = seenAt;
}

function note(contents: FileContents, item: Exclude<Imported, ImportedFinding>, file: FileToRead, now: Date): void {
  if (item.kind === "report") {
    if (item.capturedAt) refuseFuture(item.capturedAt, now, "The answer");
    contents.reports.push(item);
    return;
  }
  contents.otherRows += item.otherRows ?? 0;
  if (item.toolVersion) contents.toolVersion ??= item.toolVersion;
  if (!item.entraTenantId) return;
  refuseOtherTenant(item.entraTenantId, contents.entraTenantId, file);
  contents.entraTenantId ??= item.entraTenantId;
}

/**
 * Another tenant's data is refused unless confirmed (imports.md, Bad input). A tenant of ours without an id of its own takes any
 * file, but never learns its id from one: that is for a person to enter. Two ids in one file are refused alike.
 */
function refuseOtherTenant(found: string, before: string | null, file: FileToRead): void {
  if (file.options.confirmOtherTenant) return;
  const { name } = file.tenant;
  const ours = file.tenant.entraTenantId?.toLowerCase() ?? before;
  if (ours === null || ours === found) return;
  const whose =
    file.tenant.entraTenantId === null
      ? `of two tenants, ${ours} and ${found}`
      : `of the tenant ${found}, and ${shown(name)} is ${ours}`;
  throw new AppError("invalid_input", `The file holds data ${whose}.`, {
    next: "Nothing was imported. Choose the right tenant, or confirm that the data of the other one is meant.",
  });
}
