/**
 * For the end of a query under `SET LOCAL statement_timeout`: null when PostgreSQL ended it because it ran too long (57014,
 * query_canceled).
 * @throws whatever else the error is.
 */
export function nullWhenTooSlow(error: unknown): null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (JSON.stringify(cause).includes("57014")) return null;
  }
  throw error;
}
