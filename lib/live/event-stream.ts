import { type Heard, onTenantChange } from "@/lib/live/tenant-changes";

const heartbeatMs = 20_000;
const lifetimeMs = 300_000;

/**
 * A text/event-stream of one tenant's or one fleet run's changes. Changes that come faster than they are read become one. Ends when the
 * reader goes, when `isAllowed` says no (asked at every heartbeat, so a removed member stops hearing), and after five
 * minutes: the browser then connects again by itself and is authenticated anew.
 */
export function tenantEventStream(
  heard: Heard,
  isAllowed: () => Promise<boolean>,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stop = () => {};
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const send = (text: string) => {
          if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(text));
        };
        const unsubscribe = onTenantChange(heard, () => send("event: change\ndata: {}\n\n"));
        const heartbeat = setInterval(
          async () => ((await isAllowed()) ? send(": still here\n\n") : close()),
          heartbeatMs,
        );
        const lifetime = setTimeout(() => close(), lifetimeMs);
        stop = () => {
          unsubscribe();
          clearInterval(heartbeat);
          clearTimeout(lifetime);
          signal.removeEventListener("abort", close);
          stop = () => {};
        };
        function close() {
          stop();
          try {
            controller.close();
          } catch {
            // The reader has gone already: there is nothing to close.
          }
        }
        if (signal.aborted) return close();
        signal.addEventListener("abort", close);
        send("retry: 3000\n\n");
      },
      cancel: () => stop(),
    },
    { highWaterMark: 8 },
  );
}
