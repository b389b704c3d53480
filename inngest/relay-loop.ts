import { sendEvents } from "@/inngest/send";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { relayOutbox } from "@/lib/outbox/outbox";

const everyMs = 5_000;

/**
 * Relays the outbox every five seconds in this process. The cron does the same, but needs the very queue that may have
 * been away: with this, packs that waited for it move within a minute of its return (generation.md, Keeping house).
 */
export function startRelay(): void {
  env();
  const timer = setInterval(async () => {
    try {
      await relayOutbox(sendEvents, new Date());
    } catch (error) {
      log("relay").warn({ err: error }, "the outbox could not be read");
    }
  }, everyMs);
  timer.unref();
}
