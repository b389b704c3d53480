import { z } from "zod";
import { changeDetailsSchema } from "@/lib/imports/describe-changes";
import type { ImportOptions } from "@/lib/imports/options";
import { UnknownFormat } from "@/lib/imports/problem";
import type { Rehearsal } from "@/lib/imports/rehearse-imports";

const count = z.number().int();

const counts = z.object({
  rows: count,
  created: count,
  changed: count,
  resolved: count,
  reopened: count,
  unchanged: count,
  accepted: count,
});

/** What was recognised in a file, and what an import of it would do: as it is kept with a preview. */
const importable = z.object({
  kind: z.literal("importable"),
  format: z.string(),
  tool: z.string(),
  label: z.string(),
  toolVersion: z.string().nullable(),
  /** The newest moment of its evidence, ISO 8601 UTC. */
  scannedAt: z.string(),
  times: z.enum(["exact", "zone_assumed", "undated"]),
  isScannedAtAssumed: z.boolean(),
  /** The Entra tenant that it names; null when it names none. */
  entraTenantId: z.string().nullable(),
  /** Whose data it is, in words, when it is not ours: to be confirmed. */
  otherTenant: z.string().nullable(),
  /** A list in it goes on on a page that is not there, or its tool could not read all of it. */
  isIncomplete: z.boolean(),
  /** An answer that does not say what it is about takes the place of another such. */
  isReplacing: z.boolean().default(false),
  /** Types of the reports that would be stored. */
  reports: z.array(z.string()),
  counts,
  changes: changeDetailsSchema,
});

/** Why a file cannot be imported, in words. */
const refused = z.object({
  kind: z.literal("refused"),
  message: z.string(),
  next: z.string(),
  /** A person may know what the file is. */
  isFormatUnknown: z.boolean(),
});

const foundSchema = z.discriminatedUnion("kind", [
  importable,
  refused,
  /** The same bytes were imported before. */
  z.object({ kind: z.literal("known"), importId: z.string() }),
  /** The same bytes are there already, as another file of this preview. */
  z.object({ kind: z.literal("twice"), fileName: z.string() }),
]);

export type Found = z.infer<typeof foundSchema>;
export type Importable = z.infer<typeof importable>;

/** Reads what is kept with a file; null when it has not been read yet. */
export function foundFromJson(json: unknown): Found | null {
  return json === null ? null : foundSchema.parse(json);
}

/** The answer of a rehearsal, in the shape that is kept. */
export function toFound(rehearsal: Rehearsal): Found {
  if ("problem" in rehearsal) {
    const { problem } = rehearsal;
    return refusal(problem.message, problem.next ?? "", problem instanceof UnknownFormat);
  }
  const { outcome, changes } = rehearsal;
  return importable.parse({
    kind: "importable",
    ...outcome,
    scannedAt: outcome.scannedAt.toISOString(),
    changes,
  });
}

/** A file that cannot be imported. */
export function refusal(message: string, next: string, isFormatUnknown = false): Found {
  return { kind: "refused", message, next, isFormatUnknown };
}

/** What only a person can say about a file. */
export type Question = "format" | "capturedAt" | "isPartial" | "confirmOtherTenant";

/**
 * What there is to ask about a file, after it was read with these answers. An answer that was given stays a question, so that
 * it can be taken back.
 */
export function questionsOf(found: Found | null, options: ImportOptions): Question[] {
  const isImportable = found?.kind === "importable";
  const asked: Record<Question, boolean> = {
    format: (found?.kind === "refused" && found.isFormatUnknown) || (found !== null && options.format !== undefined),
    capturedAt:
      options.capturedAt !== undefined || (isImportable && found.times === "undated" && found.isScannedAtAssumed),
    isPartial: options.isPartial === true || (isImportable && found.changes.gone > 0),
    confirmOtherTenant: isImportable && found.otherTenant !== null,
  };
  return (Object.keys(asked) as Question[]).filter((question) => asked[question]);
}
