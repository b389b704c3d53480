import { z } from "zod";

/** What a person may add to a file, as it is stored with the import. */
export const importOptionsSchema = z.strictObject({
  /** The file is about another Entra tenant than ours, and that is meant. */
  confirmOtherTenant: z.boolean().optional(),
  /** The scan ran over a part of the checks only: a check that is not in the file was not run. */
  isPartial: z.boolean().optional(),
  /** When the evidence was taken, for files without a date. */
  capturedAt: z.coerce.date().optional(),
  /** Name of the format, for a file that is not known by sight. */
  format: z.string().optional(),
});

/** What a person may add to a file. */
export type ImportOptions = z.infer<typeof importOptionsSchema>;
