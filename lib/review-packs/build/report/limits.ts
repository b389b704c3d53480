/**
 * How much of a tenant the report shows: it is for reading, and the other entries hold all of it. What is left out is
 * counted, and the report says where it is. With these limits its size does not depend on the number of findings.
 */
export const reportLimits = {
  /** Checks with open findings that are ranked. Where a tenant has more, the least of them are forgotten on the way. */
  checksRanked: 2_000,
  /** Of the ranked, those that are shown, and how many of what each was found on. */
  risks: 15,
  resourcesPerRisk: 4,
  tools: 20,
  reports: 40,
  /** Checks of one assessment that passed throughout. */
  passedChecks: 60,
  roleHoldings: 150,
  permissionGrants: 80,
  permissionsPerGrant: 12,
  policies: 60,
  scoreControls: 20,
  operationKinds: 20,
  failedOperations: 15,
  hardeningWarnings: 20,
  /** Of each kind of change; the facts keep no more than 20. */
  changes: 12,
  /** Characters of a text in a table. */
  textChars: 240,
  /** Characters of a stored report that are read to be shown as tables; a larger one is only named. */
  storedReportChars: 8 * 1024 * 1024,
} as const;
