import type { ByteRange, StoredFile } from "@/lib/storage/storage";

/** How a download ended: whole, broken off by the client, or by a fault of the storage. `bytes` were handed to the network. */
export interface DownloadEnd {
  outcome: "completed" | "cut_off" | "failed";
  bytes: number;
}

// Counted on globalThis, like everything that the server and the route share: they are bundled apart.
const holder = globalThis as typeof globalThis & { tenantpilotDownloadsRunning?: number };

/** Downloads of this process that have begun and not ended. */
export function runningDownloads(): number {
  return holder.tenantpilotDownloadsRunning ?? 0;
}

const chunkBytesMax = 1024 * 1024;
const chunkBytesMin = 64 * 1024;
const budgetBytes = 32 * 1024 * 1024;

/**
 * How much is read at once: 1 MiB while few download (four times as fast as 64 KiB), less the more there are, so that
 * what all of them hold in memory stays near 32 MiB (performance-notes.md, Download).
 */
export function chunkBytesFor(running: number): number {
  const share = budgetBytes / Math.max(1, running);
  return Math.min(chunkBytesMax, Math.max(chunkBytesMin, 2 ** Math.floor(Math.log2(share))));
}

/**
 * The bytes of `range` as a body. It is pulled: nothing is read that the client has not made room for. However it ends,
 * the file is closed and `onEnd` is called once. `signal` is the request's: it ends a body that nobody begins to read.
 */
export function downloadBody(
  file: StoredFile,
  range: ByteRange,
  signal: AbortSignal,
  onEnd: (end: DownloadEnd) => void,
): ReadableStream<Uint8Array> {
  holder.tenantpilotDownloadsRunning = runningDownloads() + 1;
  const pieces = file.chunks(range, chunkBytesFor(runningDownloads()))[Symbol.asyncIterator]();
  let bytes = 0;
  let hasEnded = false;
  const end = async (outcome: DownloadEnd["outcome"]) => {
    if (hasEnded) return;
    hasEnded = true;
    signal.removeEventListener("abort", cutOff);
    holder.tenantpilotDownloadsRunning = runningDownloads() - 1;
    onEnd({ outcome, bytes });
    await file.close();
  };
  // A handle that does not close is the storage's fault; there is nobody left to tell.
  const cutOff = () => void end("cut_off").catch(() => {});
  signal.addEventListener("abort", cutOff, { once: true });
  if (signal.aborted) cutOff();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const next = await pieces.next();
          if (!next.done && !hasEnded) {
            bytes += next.value.byteLength;
            return controller.enqueue(next.value);
          }
          const isWhole = bytes === range.end - range.start + 1;
          await end(isWhole ? "completed" : "failed");
          if (isWhole) controller.close();
          else controller.error(new Error("The download ended before its end."));
        } catch (error) {
          await end("failed");
          controller.error(error);
        }
      },
      cancel: () => end("cut_off"),
    },
    { highWaterMark: 0 },
  );
}
