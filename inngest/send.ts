import { inngest } from "@/inngest/client";
import type { SendEvents } from "@/lib/outbox/outbox";

/** A queue that has not answered by then is away; what is sent twice is worked on once, by the event's id. */
const patienceMs = 8_000;

/** Sends events through Inngest, real or embedded; throws when it did not take them in time. */
export const sendEvents: SendEvents = async (events) => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("The queue did not answer in time.")), patienceMs);
  });
  try {
    await Promise.race([inngest.send(events), late]);
  } finally {
    clearTimeout(timer);
  }
};
