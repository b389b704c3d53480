import { Inngest } from "inngest";
import { log } from "@/lib/log";

/**
 * The Inngest client. Its keys and address come from the environment that lib/env.ts describes, read when they are first
 * needed. Checkpointing is off, so that each step is a call of its own, with the embedded runner and with a real server
 * alike (docs/decisions/003).
 */
export const inngest = new Inngest({
  id: "tenantpilot",
  checkpointing: false,
  logger: { debug: logAs("debug"), info: logAs("info"), warn: logAs("warn"), error: logAs("error") },
});

/** The client says ({ err }, words): the error goes into the log with its stack, which is where a failed pack sends its reader. */
function logAs(level: "debug" | "info" | "warn" | "error") {
  return (...said: unknown[]) => {
    const words = said.filter((part) => typeof part === "string").join(" ");
    const err = said.map(errorOf).find((part) => part !== undefined);
    log("inngest")[level](err === undefined ? {} : { err }, words);
  };
}

function errorOf(part: unknown): unknown {
  if (part instanceof Error) return part;
  return typeof part === "object" && part !== null && "err" in part ? part.err : undefined;
}
