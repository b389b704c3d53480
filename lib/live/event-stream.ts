import { type Heard, onTenantChange } from "@/lib/live/tenant-changes";

const heartbeatMs = 20_000;
const lifetimeMs = 300_000;

/** What an open page hears of, over one stream (ui.md, Live). */
export interface LiveSubject {
  /** Tenants and fleet runs, each under the name that the page knows it by. */
  topics: ReadonlyMap<string, Heard>;
  /** The reader, whose unread notifications are counted. */
  user: Extract<Heard, `user:${bigint}`>;
  /** What the bell shows: said at the beginning and whenever it may have changed. */
  readUnread(): Promise<object>;
  /** Asked at every heartbeat, so that a removed member stops hearing, and who was signed out. */
  isAllowed(): Promise<boolean>;
}

/**
 * A text/event-stream of `change` (something of a topic moved, and nothing of what), `unread` and `beat` (every 20 s, so that a
 * reader that slept knows that it missed something). What comes faster than it is read becomes one, and the newest is never lost. Ends when the reader goes, when `isAllowed`
 * says no, and after five minutes: the browser then connects again and is authenticated anew.
 */
export function liveStream(subject: LiveSubject, signal: AbortSignal): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const pending = new Set<string>();
  let stop = () => {};
  let flush = () => {};
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const send = (text: string) => controller.enqueue(encoder.encode(text));
        flush = () => {
          for (const event of pending) {
            if ((controller.desiredSize ?? 0) <= 0) return;
            pending.delete(event);
            send(event);
          }
        };
        const say = (event: string) => {
          pending.add(event);
          flush();
        };
        const unread = latestOnly(subject.readUnread, (state) => {
          for (const event of pending) if (event.startsWith("event: unread")) pending.delete(event);
          say(`event: unread\ndata: ${JSON.stringify(state)}\n\n`);
        });
        const unsubscribes = [...subject.topics].map(([name, heard]) =>
          onTenantChange(heard, () => say(`event: change\ndata: ${JSON.stringify({ topic: name })}\n\n`)),
        );
        unsubscribes.push(onTenantChange(subject.user, unread));
        const heartbeat = setInterval(
          async () => ((await subject.isAllowed()) ? say("event: beat\ndata: {}\n\n") : close()),
          heartbeatMs,
        );
        const lifetime = setTimeout(() => close(), lifetimeMs);
        stop = () => {
          for (const unsubscribe of unsubscribes) unsubscribe();
          clearInterval(heartbeat);
          clearTimeout(lifetime);
          signal.removeEventListener("abort", close);
          stop = () => {};
        };
        function close() {
          stop();
          pending.clear();
          try {
            controller.close();
          } catch {
            // The reader has gone already: there is nothing to close.
          }
        }
        if (signal.aborted) return close();
        signal.addEventListener("abort", close);
        send("retry: 3000\n\n");
        unread();
      },
      pull: () => flush(),
      cancel: () => stop(),
    },
    { highWaterMark: 8 },
  );
}

/** Reads at most once at a time; asked meanwhile, once more afterwards. A read that fails is left out: the next one comes. */
function latestOnly<T>(read: () => Promise<T>, use: (value: T) => void): () => void {
  let isReading = false;
  let isAskedAgain = false;
  const run = async () => {
    isReading = true;
    do {
      isAskedAgain = false;
      await read().then(use, () => {});
    } while (isAskedAgain);
    isReading = false;
  };
  return () => {
    if (isReading) isAskedAgain = true;
    else void run();
  };
}
