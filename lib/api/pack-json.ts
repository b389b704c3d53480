import type { z } from "zod";
import type { packSchema } from "@/lib/api/schemas";
import type { PackView } from "@/lib/review-packs/queries";

/** A pack as running.md gives it, in commands and in the API: the fields of Pack and no more. */
export function packToJson(pack: PackView): z.output<typeof packSchema> {
  const { id, tenant, status, fingerprint, previousFingerprint, options, summary, filePath, fileSize, sha256 } = pack;
  const { generatedAt, expiresAt, operationRunId, reason, createdAt } = pack;
  const file = { filePath, fileSize: fileSize === null ? null : Number(fileSize), sha256 };
  return {
    id,
    tenant,
    status,
    fingerprint,
    previousFingerprint,
    options,
    summary,
    ...file,
    generatedAt,
    expiresAt,
    operationRunId,
    reason,
    createdAt,
  };
}
