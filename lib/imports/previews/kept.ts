/** How long uploaded files wait for a decision. After that nobody can decide any more, and the sweep removes them. */
export const keptHours = 24;

const keptMs = keptHours * 3_600_000;

/** When the files of a preview are given up, if nobody does anything with it. */
export const keptUntil = (touchedAt: Date): Date => new Date(touchedAt.getTime() + keptMs);

/** What was last touched before this has run out. */
export const keptSince = (now: Date): Date => new Date(now.getTime() - keptMs);

/** The where-clause for previews that somebody may still decide about. */
export const undecidedAt = (now: Date) => ({
  status: { in: ["reading", "ready"] },
  touchedAt: { gte: keptSince(now) },
});
