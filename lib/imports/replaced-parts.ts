import { listAt, objectAt, textAt } from "@/lib/imports/record";
import { idOfPart, listOfPart, permissionsOn, resourcesOf } from "@/lib/reports/part-name";

/** One answer that a stored report is made of. */
export interface ReportPart {
  /** When it was taken, ISO 8601 UTC. */
  capturedAt: string;
  isComplete: boolean;
  rows: number;
  /** The answer as it came. */
  answer: unknown;
}

/** The answers of a report, by part. */
export type Parts = Readonly<Record<string, ReportPart>>;

/**
 * The parts that new answers take the place of: those of their names, and those that say the same under another name. Permissions on
 * an application are asked for by its own id (a file) or by that of its application (a fetch), and earlier fetches put several together.
 */
export function replacedBy(known: Parts, own: Parts): string[] {
  const ids = applicationIds({ ...known, ...own });
  const idIn = (name: string) => {
    const id = idOfPart(name);
    return id === null ? [] : [ids.get(id) ?? id];
  };
  const about = new Set(
    Object.entries(own)
      .filter(([name]) => isPermissions(name))
      .flatMap(([name, { answer }]) => [...idIn(name), ...resourcesOf(answer)]),
  );
  return Object.entries(known).flatMap(([name, { answer }]) => {
    if (name in own) return [name];
    if (about.size === 0 || !isPermissions(name)) return [];
    const resources = [...resourcesOf(answer)];
    return (resources.length > 0 ? resources : idIn(name)).every((id) => about.has(id)) ? [name] : [];
  });
}

/** The rows that a report holds already of what an answer is about, where it has no part of its name. */
export function rowsAbout(known: Parts, part: string, answer: unknown): unknown[] {
  if (!isPermissions(part)) return [];
  const about = resourcesOf(answer);
  return Object.entries(known)
    .filter(([name]) => isPermissions(name))
    .flatMap(([, { answer }]) => listAt(objectAt(answer).value))
    .filter((row) => about.has(textAt(objectAt(row).resourceId)));
}

const isPermissions = (part: string) => listOfPart(part) === permissionsOn;

/** The ids of applications in the tenant by the ids that are the same everywhere, as far as the report lists them. */
function applicationIds({ servicePrincipals }: Parts): Map<string, string> {
  const rows = listAt(objectAt(servicePrincipals?.answer).value).map(objectAt);
  return new Map(rows.map((row) => [textAt(row.appId), textAt(row.id)]));
}
