import type { ImportOptions } from "@/lib/imports/options";
import type { Question } from "@/lib/imports/previews/found";

/** What a person says about one file; null takes an answer back. What is not said stays as it was. */
export interface FileAnswers {
  format?: string | null;
  capturedAt?: Date | null;
  isPartial?: boolean;
  confirmOtherTenant?: boolean;
}

/** Answers by the file's id in its preview. */
export type Answers = Readonly<Record<string, FileAnswers>>;

/** The options of a file with what was said to the questions that there were; an answer to any other question counts for nothing. */
export function withAnswers(
  options: ImportOptions,
  questions: readonly Question[],
  answers: FileAnswers = {},
): ImportOptions {
  const next: Record<string, unknown> = { ...options };
  for (const question of questions) {
    const answer = answers[question];
    if (answer === undefined) continue;
    if (answer === null || answer === false) delete next[question];
    else next[question] = answer;
  }
  return next;
}

/** Whether two sets of options give the same preview: the confirmation of another tenant's data is asked, but changes nothing. */
export function areReadAlike(a: ImportOptions, b: ImportOptions): boolean {
  const read = ({ format, capturedAt, isPartial }: ImportOptions) =>
    JSON.stringify([format ?? null, capturedAt?.getTime() ?? null, isPartial ?? false]);
  return read(a) === read(b);
}
