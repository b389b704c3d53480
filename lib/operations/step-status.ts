/** How far a step is. `waiting`: it could not begin yet. `interrupted`: it was open when its run ended or was taken over. */
export const stepStatuses = ["running", "waiting", "done", "failed", "interrupted"] as const;

export type StepStatus = (typeof stepStatuses)[number];
