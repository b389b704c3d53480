/** What one import did to the number of open findings. */
export interface ImportChange {
  importId: string;
  /** The page of its run, if it has one. */
  operationRunId: string | null;
  fileName: string;
  /** When its scan was made, or else when it was imported; ISO 8601 UTC. */
  at: string;
  /** Findings that it opened, for the first time or again. */
  opened: number;
  /** Open findings that it resolved or found accepted. */
  closed: number;
}

/** An import, and how many findings were open after it. */
export interface TrendPoint extends ImportChange {
  open: number;
}

/** How many findings were open after each import, in the order of the imports, counted back from how many are open now. */
export function trendOf(openNow: number, changes: readonly ImportChange[]): TrendPoint[] {
  let open = openNow;
  return [...changes]
    .reverse()
    .map((change) => {
      const point = { ...change, open: Math.max(0, open) };
      open -= change.opened - change.closed;
      return point;
    })
    .reverse();
}
