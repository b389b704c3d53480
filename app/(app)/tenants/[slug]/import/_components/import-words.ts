import { formatCount, formatNumber } from "@/app/_components/format";
import type { ImportView } from "@/lib/imports/queries";
import type { ImportCounts } from "@/lib/imports/write-changes";

/** The figures of an import or of its preview, in the order in which they are read. */
export const figures = [
  ["created", "New"],
  ["changed", "Changed"],
  ["resolved", "Resolved"],
  ["reopened", "Reopened"],
  ["accepted", "Accepted"],
  ["unchanged", "Unchanged"],
] as const satisfies readonly (readonly [keyof ImportCounts, string])[];

/** "12 new, 3 changed, 4 resolved, 1,185 unchanged"; without any change, how many rows were read. */
export function countsWords(counts: ImportCounts): string {
  const said = figures.filter(([name]) => name !== "accepted" && counts[name] > 0);
  if (said.length === 0) return `${formatCount(counts.rows, "row")} read, nothing to change`;
  return said.map(([name, word]) => `${formatNumber(counts[name])} ${word.toLowerCase()}`).join(", ");
}

/** What became of an import, in one line; of a failed one, why. */
export function importWords({ status, counts, problem, fileName }: ImportView): string {
  // The command line's messages begin with the file's name; here it stands beside it.
  if (status === "failed") return problem?.replace(`${fileName}: `, "") ?? "It could not be read.";
  if (status !== "completed") return status === "queued" ? "Waiting for its turn" : "Being read";
  return countsWords(counts);
}
