import { inngest } from "@/inngest/client";
import type { SendEvents } from "@/lib/outbox/outbox";

/** Sends events through Inngest, real or embedded; throws when it did not take them. */
export const sendEvents: SendEvents = async (events) => {
  await inngest.send(events);
};
