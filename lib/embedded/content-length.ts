import type { ServerResponse } from "node:http";
import { contentLengthHeader } from "@/lib/download-links/http";

/**
 * Turns the private header into Content-Length when the head is written, and removes it. A body that then comes out
 * shorter (its source failed) breaks the connection: a client that was promised more would wait for ever.
 */
export function restoreContentLength(response: ServerResponse): void {
  const { writeHead, write, end } = response;
  let promised = 0;
  let written = 0;
  const count = (chunk: unknown) => {
    if (typeof chunk === "string" || chunk instanceof Uint8Array) written += Buffer.byteLength(chunk);
  };
  response.writeHead = ((...args: Parameters<typeof writeHead>) => {
    promised = restore(response);
    return writeHead.apply(response, args);
  }) as typeof writeHead;
  response.write = ((...args: Parameters<typeof write>) => {
    count(args[0]);
    return write.apply(response, args);
  }) as typeof write;
  response.end = ((...args: Parameters<typeof end>) => {
    count(args[0]);
    return written < promised ? response.destroy() : end.apply(response, args);
  }) as typeof end;
}

/** @returns the bytes that the body has to have now; 0 when nothing is promised. */
function restore(response: ServerResponse): number {
  const length = response.getHeader(contentLengthHeader);
  if (length === undefined) return 0;
  response.removeHeader(contentLengthHeader);
  // Compressed on the way: the length is another one, and not known.
  if (response.hasHeader("content-encoding")) return 0;
  response.setHeader("content-length", Number(length));
  return response.req.method === "HEAD" || response.statusCode === 304 ? 0 : Number(length);
}
