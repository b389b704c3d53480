import { listOf, objectOf } from "@/lib/readable/json";
import { listOfPart, storedPartName } from "@/lib/reports/part-name";

/** One answer inside a stored report: its name (roleAssignments, …), its context and its rows. */
export interface Answer {
  /** See part-name.ts: with an id where there is an answer for each thing. */
  part: string;
  /** The answer itself: a list or a map where it is none of Microsoft Graph's. */
  value: unknown;
  rows: Record<string, unknown>[];
}

/**
 * The answers that a stored report is made of: one that is the payload itself, named in the report's source, or several
 * under `parts` (import-formats.md, 7).
 */
export function answersOf(payload: unknown, source: string): Answer[] {
  const members = objectOf(payload);
  const parts = objectOf(members.parts);
  if (Object.keys(members).length === 1 && Object.keys(parts).length > 0) {
    return Object.entries(parts).map(([part, value]) => toAnswer(part, objectOf(value).answer));
  }
  return [toAnswer(source.split("/")[1] ?? "", payload)];
}

function toAnswer(part: string, answer: unknown): Answer {
  const { value } = objectOf(answer);
  const rows = listOf(Array.isArray(answer) ? answer : value).map(objectOf);
  return { part: storedPartName(part, answer), value: answer, rows };
}

/** The answers of a list: one, or one for each thing. */
export const answersOfList = (answers: readonly Answer[], list: string) =>
  answers.filter((answer) => listOfPart(answer.part) === list);

/** The rows of the answers of a list, or, of an answer without a name, those that have all the members. */
export function rowsOf(
  answers: readonly Answer[],
  list: string,
  members: readonly string[],
): Record<string, unknown>[] {
  return answers.flatMap((answer) => {
    if (listOfPart(answer.part) === list) return answer.rows;
    return answer.part === "" ? answer.rows.filter((row) => members.every((member) => member in row)) : [];
  });
}
