import { log as logOf } from "@/lib/log";

/** The runner's log: ids of runs and jobs, never what an event or a step holds. */
export const runnerLog = () => logOf("runner");

/** A log as the runner's parts take it. */
export type Log = Pick<ReturnType<typeof logOf>, "debug" | "info" | "warn" | "error">;
