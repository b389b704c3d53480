/** The severities of a finding, worst first. */
export const severities = ["critical", "high", "medium", "low", "informational"] as const;

export type Severity = (typeof severities)[number];

/** The statuses of a finding. */
export const findingStatuses = ["open", "resolved", "accepted"] as const;

export type FindingStatus = (typeof findingStatuses)[number];
