/** What the fingerprint of a finding begins with in a pack without people's data: such findings are not imported over real names. */
export const pseudonymisedFingerprint = "pseudonymised-";
