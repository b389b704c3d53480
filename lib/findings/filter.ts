import { type FindingStatus, findingStatuses, type Severity, severities } from "@/lib/findings/severity";

/** The orders that an index gives: worst severity first, the last imported first, the first imported first. */
export const findingSorts = ["worst", "newest", "oldest"] as const;

export type FindingSort = (typeof findingSorts)[number];

/** What a list of findings may be narrowed to, in which order, and where its page begins. */
export interface FindingFilter {
  /** One of them, or several. */
  severity?: Severity | readonly Severity[];
  status?: FindingStatus;
  /** The tool that reported it. */
  source?: string;
  /** Found in title, check or resource, in whatever case. */
  text?: string;
  /** Only findings that were resolved after this, even when they have been opened again since. */
  resolvedSince?: Date;
  /** Default: newest. */
  sort?: FindingSort;
  /** Continue after this place of the order. A cursor that is none, or of another order, is left out. */
  cursor?: string;
  /** Go back instead: the rows just before this place. Wins over `cursor`. */
  before?: string;
  /** Rows of a page, 1 to 200. */
  limit?: number;
}

/** A place in the order of a list: between rows, so that a page neither repeats nor skips one. */
export interface Place {
  /** Index into `severities`; only where severity decides the order. */
  rank: number | null;
  id: bigint;
}

/** One run of rows that an index gives in order: a status, a severity, and which ids of it. */
export interface Lane {
  severity: Severity;
  rank: number;
  status: FindingStatus;
  /** Ids above or below this one; null: all. */
  bound: { side: "above" | "below"; id: bigint } | null;
}

/** Reads a cursor of this order ("17", or "1-17" where severity decides); null for anything else. */
export function readPlace(cursor: string | undefined, sort: FindingSort): Place | null {
  const [, rank, id] = /^(?:([0-4])-)?([1-9]\d{0,17})$/.exec(cursor ?? "") ?? [];
  if (id === undefined || (rank !== undefined) !== (sort === "worst")) return null;
  return { rank: rank === undefined ? null : Number(rank), id: BigInt(id) };
}

/** The cursor of the place just after a row. */
export function placeOf(row: { id: string; severity: Severity }, sort: FindingSort): string {
  return sort === "worst" ? `${severities.indexOf(row.severity)}-${row.id}` : row.id;
}

/** Whether ids fall along the list, read in this direction. */
export function idsFall(sort: FindingSort, isBack: boolean): boolean {
  return (sort === "oldest") === isBack;
}

/**
 * The lanes that a page is merged from: each is one range of the index on tenant, status, severity and id, so that a page
 * costs the same on a million findings as on ten, whatever it is narrowed to.
 */
export function lanesOf(filter: FindingFilter, sort: FindingSort, place: Place | null, isBack: boolean): Lane[] {
  const side = idsFall(sort, isBack) ? "below" : "above";
  return severities.flatMap((severity, rank) => {
    if (filter.severity && ![filter.severity].flat().includes(severity)) return [];
    const ahead = place?.rank == null ? 0 : isBack ? place.rank - rank : rank - place.rank;
    if (ahead < 0) return [];
    const bound = place && ahead === 0 ? ({ side, id: place.id } as const) : null;
    return findingStatuses
      .filter((status) => !filter.status || filter.status === status)
      .map((status) => ({ severity, rank, status, bound }));
  });
}
