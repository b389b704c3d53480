import { AppError } from "@/lib/errors";
import type { Imported, ImportedFinding, ImportedReport } from "@/lib/imports/importer";
import { refuseFuture } from "@/lib/imports/moments";
import type { ImportOptions } from "@/lib/imports/options";
import { shown, UnknownFormat } from "@/lib/imports/problem";
import type { Recognised } from "@/lib/imports/recognise";
import type { ImportSource } from "@/lib/imports/source";

/** What a file turned out to hold. */
export interface FileContents {
  findings: number;
  /** Records that are neither a finding nor part of a report. */
  otherRows: number;
  toolVersion: string | null;
  entraTenantId: string | null;
  /** Whose data it is, in words, when that was confirmed to be another tenant's. */
  otherTenant: string | null;
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
    otherTenant: null,
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
  if (file.options.format !== undefined) refuseNothing(contents, importer.label);
  return contents;
}

/** What a person calls a file is wrong when nothing can be read of it that way. */
function refuseNothing({ findings, otherRows, reports }: FileContents, label: string): void {
  if (findings + otherRows + reports.length > 0) return;
  throw new UnknownFormat(`Nothing in the file can be read as ${label}.`, "Say that it is something else.");
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
    contents.reports.push({ ...item, part: item.part || "answer" });
    return;
  }
  contents.otherRows += item.otherRows ?? 0;
  if (item.toolVersion) contents.toolVersion ??= item.toolVersion;
  if (!item.entraTenantId) return;
  const otherTenant = otherTenantOf(item.entraTenantId, contents.entraTenantId, file);
  if (otherTenant !== null && !file.options.confirmOtherTenant) {
    throw new AppError("invalid_input", `The file holds data ${otherTenant}.`, {
      next: "Nothing was imported. Choose the right tenant, or confirm that the data of the other one is meant.",
    });
  }
  contents.otherTenant ??= otherTenant;
  contents.entraTenantId ??= item.entraTenantId;
}

/**
 * Whose data it is, in words; null when it is ours. Another tenant's is refused unless confirmed (imports.md, Bad input). A tenant
 * of ours without an id of its own takes any file, but never learns its id from one: that is for a person to enter. Two ids in
 * one file are refused alike.
 */
function otherTenantOf(found: string, before: string | null, file: FileToRead): string | null {
  const { name } = file.tenant;
  const ours = file.tenant.entraTenantId?.toLowerCase() ?? before;
  if (ours === null || ours === found) return null;
  return file.tenant.entraTenantId === null
    ? `of two tenants, ${ours} and ${found}`
    : `of the tenant ${found}, and ${shown(name)} is ${ours}`;
}
