import type { Command } from "commander";
import { type CommandResult, runCommand, UsageError } from "@/bin/command";
import { fileResultToJson } from "@/lib/api/import-json";
import type { Actor } from "@/lib/auth/actor";
import { AppError } from "@/lib/errors";
import { type FileResult, importFile, previewImport } from "@/lib/imports/import-file";
import { countsInWords } from "@/lib/imports/import-record";
import type { ImportOptions } from "@/lib/imports/options";

interface ImportCommandOptions {
  tenant: string;
  dryRun?: boolean;
  confirmOtherTenant?: boolean;
  partial?: boolean;
  capturedAt?: string;
  json?: boolean;
  as?: string;
}

interface FailedFile {
  file: string;
  code: string;
  message: string;
  next: string | null;
}

/** `import`: brings files of scanner output into a tenant, each of them whole or not at all. */
export function register(program: Command): void {
  program
    .command("import")
    .description("import scanner output into a tenant; each file is imported whole or not at all")
    .argument("<file...>", "files; - reads standard input")
    .requiredOption("--tenant <slug>", "the tenant")
    .option("--dry-run", "say what would be done, and change nothing")
    .option("--confirm-other-tenant", "the file is about another Entra tenant, and that is meant")
    .option("--partial", "the scan ran only some of the checks: what is not in the file is left as it is")
    .option("--captured-at <time>", "when the evidence was taken, for files without a date (ISO 8601)")
    .option("--as <e-mail>", "act as this person")
    .option("--json", "one JSON document on standard output")
    .action((files: string[], options: ImportCommandOptions) =>
      runCommand(options, ({ actor, log }) => importAll(actor, { files, options }, log)),
    );
}

interface Work {
  files: string[];
  options: ImportCommandOptions;
}

async function importAll(actor: Actor, work: Work, log: (line: string) => void): Promise<CommandResult> {
  if (work.files.filter((file) => file === "-").length > 1)
    throw new UsageError("Standard input (-) can be read once.");
  const options = toImportOptions(work.options);
  const done: FileResult[] = [];
  const failed: FailedFile[] = [];
  for (const file of work.files) {
    try {
      // Each begins when those before it have ended, which may take hours.
      done.push(await importOne(actor, file, { ...work.options, options }, new Date()));
    } catch (error) {
      if (!(error instanceof AppError) || error.code === "not_found" || error.code === "forbidden") throw error;
      failed.push({ file, code: error.code, message: error.message, next: error.next ?? null });
      log([error.message, error.next].filter(Boolean).join("\n"));
    }
  }
  const json = { files: done.map(fileResultToJson), ...(failed.length > 0 ? { failed } : {}) };
  return {
    json,
    text: done.map((result) => toText(result, work.options.dryRun ?? false)).join("\n"),
    failed: failed.length > 0,
  };
}

async function importOne(
  actor: Actor,
  file: string,
  { tenant, dryRun, options }: { tenant: string; dryRun?: boolean; options: ImportOptions },
  now: Date,
): Promise<FileResult> {
  const source = file === "-" ? process.stdin : file;
  const fileName = file === "-" ? "standard input" : file;
  const result = dryRun
    ? await previewImport(actor, tenant, source, now, { fileName, options })
    : await importFile(actor, { tenant, fileName, source, options }, now);
  return { ...result, file };
}

function toImportOptions(given: ImportCommandOptions): ImportOptions {
  const options: ImportOptions = {};
  if (given.confirmOtherTenant) options.confirmOtherTenant = true;
  if (given.partial) options.isPartial = true;
  if (given.capturedAt !== undefined) {
    const capturedAt = new Date(given.capturedAt);
    if (!/^\d{4}-\d{2}-\d{2}/.test(given.capturedAt) || Number.isNaN(capturedAt.getTime())) {
      throw new UsageError(`--captured-at ${given.capturedAt} is no time. Example: 2026-05-04T17:15:48Z`);
    }
    options.capturedAt = capturedAt;
  }
  return options;
}

function toText(result: FileResult, isDryRun: boolean): string {
  if (result.isKnown) return `${result.file}: imported before, as import #${result.importId}. Nothing changed.`;
  const what = `${result.label}, of ${result.scannedAt}${result.isScannedAtAssumed ? " (assumed)" : ""}`;
  return `${result.file}: ${what}. ${isDryRun ? "Would be imported" : "Imported"}: ${countsInWords(result)}.`;
}
