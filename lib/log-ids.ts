import { AsyncLocalStorage } from "node:async_hooks";

/** What stands in every line that is logged while something is worked on. Ids only. */
export interface LogIds {
  /** Of the web request that is being served (lib/embedded/request-id.ts). */
  requestId?: string;
  /** Of the durable function's run, Inngest's or the embedded runner's. */
  runId?: string;
  /** Of the operation run, as the operations pages know it. */
  operationRunId?: string;
}

// On globalThis for the reason given in lib/db.ts: the web server sets here what each of Next's bundles reads.
const holder = globalThis as typeof globalThis & { tenantpilotLogIds?: AsyncLocalStorage<LogIds> };

function storage(): AsyncLocalStorage<LogIds> {
  holder.tenantpilotLogIds ??= new AsyncLocalStorage();
  return holder.tenantpilotLogIds;
}

/** Does the work, with these ids beside those that hold already. */
export function withLogIds<T>(ids: LogIds, work: () => T): T {
  return storage().run({ ...logIds(), ...ids }, work);
}

/** Does what outlives the request or run that happens to begin it, such as a connection for everybody: without its ids. */
export function withoutLogIds<T>(work: () => T): T {
  return storage().run({}, work);
}

/** The ids that hold now. */
export function logIds(): LogIds {
  return storage().getStore() ?? {};
}
