/** The statuses of a review pack, in the order of its life (data-model.md). */
export const packStatuses = ["queued", "generating", "ready", "failed", "expired"] as const;

export type PackStatus = (typeof packStatuses)[number];

/** A pack that holds its fingerprint: no second one with the same content is made while it is active. */
export const activeStatuses = ["queued", "generating", "ready"] as const satisfies readonly PackStatus[];

/** The steps of generation, as the progress shows them (generation.md). */
export const packSteps = ["claim", "collect", "render", "assemble", "verify", "publish"] as const;

export type PackStep = (typeof packSteps)[number];

/** How far a generating pack is: which step, and rows done of rows expected. */
export interface PackProgress {
  step: PackStep;
  rowsDone: number;
  rowsExpected: number;
  /** When this was reported, ISO 8601 UTC. */
  at: string;
}

/** What a pack may leave out. */
export interface PackOptions {
  includePii: boolean;
  includeOperations: boolean;
}
