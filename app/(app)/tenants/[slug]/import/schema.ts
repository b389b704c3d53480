import { z } from "zod";
import type { Problem } from "@/lib/action";
import { AppError } from "@/lib/errors";
import { importChangeKinds } from "@/lib/imports/import-changes";
import type { Answers, FileAnswers } from "@/lib/imports/previews/answers";

const id = z.string().regex(/^[1-9]\d{0,17}$/, "is no id");

/** What a browser's datetime-local gives: minutes without a zone. The page asks for UTC. Left empty: taken back. */
const localMoment = z
  .union([z.literal(""), z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/, "is no date and time")])
  .transform((value) => (value === "" ? null : new Date(`${value}Z`)))
  .refine((at) => at === null || !Number.isNaN(at.getTime()), "is no date and time");

/** A box that was asked about: a hidden field of its name says "off" before it. */
const box = z.enum(["on", "off"]).transform((value) => value === "on");

const fileAnswers = z.strictObject({
  format: z
    .string()
    .max(80)
    .transform((value) => (value === "" ? null : value))
    .optional(),
  capturedAt: localMoment.optional(),
  isPartial: box.optional(),
  confirmOtherTenant: box.optional(),
});

/** What is decided: to import, to read again with the answers, to give the upload up, or one of its files. */
const intent = z.union([z.enum(["import", "answer", "discard"]), z.string().regex(/^leave-out-[1-9]\d{0,17}$/)]);

const decision = z.strictObject({
  tenant: z.string().max(63),
  previewId: id,
  round: z.coerce.number().int().positive(),
  intent,
});

/** The form of a preview: which one, in which round it was seen, what is decided, and the answers by file. */
export type Decision = z.output<typeof decision> & { answers: Answers };

const fieldOfFile = /^file-([1-9]\d{0,17})-([a-zA-Z]+)$/;

/** The name of a file's field in the form of its preview. */
export const fieldName = (fileId: string, field: keyof FileAnswers): string => `file-${fileId}-${field}`;

/** Reads the form of a preview. @throws {AppError} invalid_input, saying which field. */
export function readDecision(form: FormData): Decision {
  const fields = [...form.entries()].filter(([name]) => !name.startsWith("$ACTION"));
  const own = fields.filter(([name]) => !fieldOfFile.test(name));
  const byFile: Record<string, Record<string, FormDataEntryValue>> = {};
  for (const [name, value] of fields) {
    const [, fileId = "", field = ""] = fieldOfFile.exec(name) ?? [];
    if (fileId !== "") byFile[fileId] = { ...byFile[fileId], [field]: value };
  }
  const answers = parsed(z.record(id, fileAnswers), byFile);
  return { ...parsed(decision, Object.fromEntries(own)), answers: answers as Answers };
}

function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new AppError("invalid_input", `${issue?.path.at(-1)?.toString() ?? "The form"} ${issue?.message ?? ""}.`, {
    next: "Correct it and send the form again.",
  });
}

/** What the form of a preview shows after it was refused; null before. */
export type DecisionState = Problem | null;

const moment = z.coerce.number().int().optional().catch(undefined);

const search = z.object({
  /** An upload was discarded, or something was refused, at this moment. */
  discarded: moment,
  refused: moment,
  /** The answers changed what would happen: the files were read again instead of imported. */
  again: moment,
  cursor: id.optional().catch(undefined),
  show: z.enum(importChangeKinds).optional().catch(undefined),
});

/** What stands after `?` on these pages. */
export type ImportSearch = z.output<typeof search>;

/** Reads what stands after `?`; never throws. */
export function readImportSearch(params: Record<string, string | string[] | undefined>): ImportSearch {
  return search.parse(params);
}
