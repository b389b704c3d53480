import { Inngest } from "inngest";
import { RunIdInLog } from "@/inngest/run-id-in-log";
import { logAs } from "@/lib/log";

/**
 * The Inngest client. Its keys and address come from the environment that lib/env.ts describes, read when they are first
 * needed. Checkpointing is off, so that each step is a call of its own, with the embedded runner and with a real server
 * alike (docs/decisions/003).
 */
export const inngest = new Inngest({
  id: "tenantpilot",
  checkpointing: false,
  logger: {
    debug: logAs("inngest", "debug"),
    info: logAs("inngest", "info"),
    warn: logAs("inngest", "warn"),
    error: logAs("inngest", "error"),
  },
  middleware: [RunIdInLog],
});
