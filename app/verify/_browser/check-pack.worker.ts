import { checkPack, type PackCheck } from "@/app/verify/_browser/check-pack";
import type { BrowserKey } from "@/app/verify/schema";

/** What the page sends, once. */
export interface CheckOrder {
  file: Blob;
  keys: BrowserKey[];
}

/** What it is told: how far it is, then the result, or that the file could not be read. */
export type CheckNews = { done: number; total: number } | { check: PackCheck } | { unreadable: true };

// Off the page's own thread, so that nothing freezes however large the file is.

const tell = (news: CheckNews) => postMessage(news);
const everyMs = 100;

addEventListener("message", async ({ data: { file, keys } }: MessageEvent<CheckOrder>) => {
  let saidAt = 0;
  try {
    const check = await checkPack(file, keys, (done, total) => {
      const now = performance.now();
      if (now - saidAt < everyMs) return;
      saidAt = now;
      tell({ done, total });
    });
    tell({ check });
  } catch {
    tell({ unreadable: true });
  }
});
