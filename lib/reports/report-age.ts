import { objectOf, textOf } from "@/lib/readable/json";
import { isEvidencePart, listOfPart } from "@/lib/reports/part-name";

/** When each answer of a stored report is from, by part, ISO 8601 UTC: beside the payload, which is too large to be asked each time. */
export type PartTimes = Readonly<Record<string, PartTime>>;

interface PartTime {
  capturedAt: string;
  /** Nothing said so: it is the time of import. */
  isAssumed: boolean;
}

/** A stored report, as far as its age goes. */
export interface DatedReport {
  /** Of its newest answer. */
  capturedAt: Date;
  isCapturedAtAssumed: boolean;
  /** Its PartTimes; null for a report of one answer. */
  parts: unknown;
}

/** How old what a report says is. */
export interface ReportAge {
  /** When the oldest answer that is evidence was taken, ISO 8601 UTC. */
  capturedAt: string;
  isCapturedAtAssumed: boolean;
  /** The list that this one is of, where another one is a day younger or more; null where all are of one day. */
  oldestList: string | null;
}

const dayMs = 86_400_000;

/** A report is as old as its oldest answer: a new answer to one question says nothing about the others that are carried along. */
export function ageOfReport({ capturedAt, isCapturedAtAssumed, parts }: DatedReport): ReportAge {
  const all = timesFrom(parts);
  const evidence = all.filter(([part]) => isEvidencePart(part));
  const times = (evidence.length > 0 ? evidence : all).sort(oldestFirst);
  const [oldest, newest] = [times[0], times.at(-1)];
  if (!oldest || !newest) return { capturedAt: capturedAt.toISOString(), isCapturedAtAssumed, oldestList: null };
  const [part, time] = oldest;
  const isOfOneDay = Date.parse(newest[1].capturedAt) - Date.parse(time.capturedAt) < dayMs;
  return {
    capturedAt: time.capturedAt,
    isCapturedAtAssumed: time.isAssumed,
    oldestList: isOfOneDay ? null : listOfPart(part),
  };
}

type Timed = readonly [part: string, time: PartTime];

/** Of those of one moment by name, so that the same report always says the same. */
function oldestFirst([part, { capturedAt }]: Timed, [otherPart, other]: Timed): number {
  const [one, another] = [`${capturedAt} ${part}`, `${other.capturedAt} ${otherPart}`];
  return one < another ? -1 : one > another ? 1 : 0;
}

/** The times of a report's answers, as its row has them; of a report of one answer there are none. Never throws. */
export function timesFrom(column: unknown): [part: string, time: PartTime][] {
  return Object.entries(objectOf(column)).flatMap(([part, value]): [string, PartTime][] => {
    const at = Date.parse(textOf(objectOf(value).capturedAt));
    if (Number.isNaN(at)) return [];
    return [[part, { capturedAt: new Date(at).toISOString(), isAssumed: objectOf(value).isAssumed === true }]];
  });
}
