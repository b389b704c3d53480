import type { z } from "zod";
import type { importSchema } from "@/lib/api/schemas";
import type { FileResult } from "@/lib/imports/import-file";
import type { ImportView } from "@/lib/imports/queries";
import type { ImportCounts } from "@/lib/imports/write-changes";

/** A file that was imported, as the command prints it: the fields of running.md, and what helps to act on them. */
export function fileResultToJson(result: FileResult) {
  const { file, format, tool, scannedAt, entraTenantId, reports, importId } = result;
  return { file, format, tool, ...countsToJson(result), scannedAt, entraTenantId, reports, importId };
}

/** An import as the API gives it, under the same names. */
export function importToJson(view: ImportView): z.output<typeof importSchema> {
  const { id, tenant, status, fileName, fileSha256, format, tool, counts } = view;
  const { scannedAt, reports, problem, operationRunId, createdAt, completedAt } = view;
  return {
    id,
    tenant,
    status,
    file: fileName,
    sha256: fileSha256,
    format,
    tool,
    ...countsToJson(counts),
    scannedAt,
    reports,
    problem,
    operationRunId,
    createdAt,
    completedAt,
  };
}

function countsToJson({ rows, created, changed, resolved, reopened, unchanged }: ImportCounts) {
  return { rows, created, changed, resolved, reopened, unchanged };
}
