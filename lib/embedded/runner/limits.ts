/** Limits of an Inngest server (inngest-wire.md, section 8), so that what runs here also runs there. */
export const limits = {
  eventBytesMax: 512 * 1024,
  stepOutputBytesMax: 4 * 1024 * 1024,
  stateBytesMax: 32 * 1024 * 1024,
  stepsMax: 1000,
  /** A response that is longer cannot hold a step output within its limit. */
  answerBytesMax: 16 * 1024 * 1024,
  requestBytesMax: 16 * 1024 * 1024,
  sleepMsMax: 366 * 86_400_000,
  callMsMax: 2 * 3_600_000,
  retryAfterMsMin: 1000,
  retryAfterMsMax: 86_400_000,
  retriesDefault: 4,
} as const;
