import { after } from "next/server";
import { sendEvents } from "@/inngest/send";
import { relayOutbox } from "@/lib/outbox/outbox";

/**
 * Sends what a verb has just put into the outbox, at once and without making anybody wait for the queue. What cannot be
 * sent stays for the relay (generation.md, Request 4).
 */
export function relaySoon(now: Date): void {
  after(relayOutbox(sendEvents, now));
}
