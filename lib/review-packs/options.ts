import { z } from "zod";
import { env } from "@/lib/env";
import type { PackOptions } from "@/lib/review-packs/status";

const stored = z.object({ include_pii: z.boolean(), include_operations: z.boolean() });

/** A pack's options from its jsonb column. @throws {z.ZodError} when the row was written by something else. */
export function optionsFromJson(json: unknown): PackOptions {
  const options = stored.parse(json);
  return { includePii: options.include_pii, includeOperations: options.include_operations };
}

/** A pack's options as its jsonb column and metadata.json hold them (data-model.md). */
export function optionsToJson(options: PackOptions): { include_pii: boolean; include_operations: boolean } {
  return { include_pii: options.includePii, include_operations: options.includeOperations };
}

/** The options of a pack when nobody chose (data-model.md, Configuration). */
export function defaultOptions(): PackOptions {
  return {
    includePii: env().TENANTPILOT_REVIEW_PACK_INCLUDE_PII_DEFAULT,
    includeOperations: env().TENANTPILOT_REVIEW_PACK_INCLUDE_OPERATIONS_DEFAULT,
  };
}
