import { z } from "zod";
import { AppError } from "@/lib/errors";

/** What a browser's datetime-local gives: minutes without a zone. The page asks for UTC. */
const localMoment = z
  .union([z.literal(""), z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/, "is no date and time")])
  .transform((value) => (value === "" ? undefined : new Date(`${value}Z`)))
  .refine((at) => at === undefined || !Number.isNaN(at.getTime()), "is no date and time");

const checkbox = z
  .literal("on")
  .optional()
  .transform((value) => value === "on");

/** The fields of the upload, beside its files. */
const importFieldsSchema = z.strictObject({
  capturedAt: localMoment.optional(),
  isPartial: checkbox,
  confirmOtherTenant: checkbox,
});

const fileCount = z.coerce.number().int().min(0).max(100).catch(0);

const search = z.object({
  queued: fileCount,
  known: fileCount,
  refused: z.coerce.number().int().optional().catch(undefined),
  cursor: z
    .string()
    .regex(/^[1-9]\d{0,17}$/)
    .optional()
    .catch(undefined),
  at: z.coerce.number().int().optional().catch(undefined),
});

/** What stands after `?` on the import page. */
export type ImportSearch = z.output<typeof search>;

/** Reads what stands after `?`; never throws. */
export function readImportSearch(params: Record<string, string | string[] | undefined>): ImportSearch {
  return search.parse(params);
}

/** The fields of an upload as the import takes them. @throws {AppError} invalid_input, saying which. */
export function readImportFields(fields: Record<string, string>) {
  const result = importFieldsSchema.safeParse(fields);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new AppError("invalid_input", `${issue?.path.join(".") || "The form"}: ${issue?.message ?? "is not right"}.`, {
    next: "Correct it and choose the files again.",
  });
}
