import { graphSources } from "@/lib/graph/sources";
import { listOfPart } from "@/lib/reports/part-name";

/** One of Microsoft Graph's lists that a tenant's connection was refused at its last fetch. */
export interface RefusedList {
  label: string;
  /** Whether the report holds an earlier answer to it. */
  isKept: boolean;
}

/**
 * The refused lists of one type of report.
 * @param notRead of the tenant's connection, by the names of lib/graph/sources.ts.
 * @param parts those of the newest report of the type; none where there is no report.
 */
export function refusedListsOf(type: string, notRead: readonly string[], parts: readonly string[] = []): RefusedList[] {
  const held = new Set(parts.map(listOfPart));
  return graphSources
    .filter((list) => list.type === type && notRead.includes(list.name))
    .map(({ label, part }) => ({ label, isKept: held.has(listOfPart(part)) }));
}

/** The types of report that the connection wants to read and was refused a list of. */
export function refusedTypesOf(notRead: readonly string[]): string[] {
  return [...new Set(graphSources.filter(({ name }) => notRead.includes(name)).map(({ type }) => type))];
}
