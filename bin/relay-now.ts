import { relayOutbox } from "@/lib/outbox/outbox";

/**
 * Relays the outbox from the command line. The Inngest client reads its address when it is loaded, so it is loaded here,
 * after runCommand has found the running instance.
 */
export async function relayNow(now: Date): Promise<{ sent: number; failed: number }> {
  const { sendEvents } = await import("@/inngest/send");
  return relayOutbox(sendEvents, now);
}
