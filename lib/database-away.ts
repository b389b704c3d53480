// ECONNREFUSED and friends: nothing listens. 57P01–57P03: the server ends, was killed, or starts. P1001, P1017: Prisma's words
// for it. P2024, P2028: no connection, or no transaction, in the time that one may wait.
const awayCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EPIPE",
  "57P01",
  "57P02",
  "57P03",
  "P1001",
  "P1017",
]);
const busyCodes = new Set(["53300", "P2024", "P2028"]);
const awayWords =
  /ECONNREFUSED|ECONNRESET|Connection terminated|timeout expired|timeout exceeded when trying to connect|not queryable|Query read timeout|Code: `57P0[123]`/;

/** Whether an error comes from a database that is not there, or that has more to do than it can take on; else null. */
export function databaseTrouble(error: unknown): "away" | "busy" | null {
  for (let cause = error; typeof cause === "object" && cause !== null; cause = (cause as { cause?: unknown }).cause) {
    const code = String((cause as { code?: unknown }).code);
    if (awayCodes.has(code)) return "away";
    if (busyCodes.has(code)) return "busy";
    if (cause instanceof Error && awayWords.test(cause.message)) return "away";
    if (cause instanceof AggregateError && cause.errors.some((one) => databaseTrouble(one) === "away")) return "away";
  }
  return null;
}
