import { createHash, type Hash } from "node:crypto";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";

/** A request's body: the bytes as they come in, and the hash of all of them. */
export interface Body {
  bytes: AsyncIterable<Uint8Array>;
  /** Reads what is left, then gives the SHA-256 of method, address and body, 64 hex digits. */
  hash(): Promise<string>;
}

const jsonBytesMax = 64 * 1024;

/** The body of a request, to be read once. */
export function bodyOf(request: Request): Body {
  const { pathname, search } = new URL(request.url);
  const hash = createHash("sha256").update(`${request.method} ${pathname}${search}\n`);
  const bytes = hashed(request.body ?? [], hash);
  let digest: string | undefined;
  return {
    bytes: { [Symbol.asyncIterator]: () => bytes },
    async hash() {
      if (digest === undefined) {
        let size = 0;
        for await (const chunk of bytes) {
          size += chunk.byteLength;
          if (size > env().TENANTPILOT_IMPORT_BYTES_MAX) throw tooLarge(env().TENANTPILOT_IMPORT_BYTES_MAX);
        }
        digest = hash.digest("hex");
      }
      return digest;
    },
  };
}

async function* hashed(source: ReadableStream<Uint8Array> | [], hash: Hash): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of source) {
      hash.update(chunk);
      yield chunk;
    }
  } catch (cause) {
    throw new AppError("invalid_input", "The body was cut off.", { next: "Send it again.", cause });
  }
}

/** A small body as JSON; none counts as {}. @throws {AppError} invalid_input. */
export async function readJson(bytes: AsyncIterable<Uint8Array>): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.byteLength;
    if (size > jsonBytesMax) throw tooLarge(jsonBytesMax);
    chunks.push(chunk);
  }
  if (size === 0) return {};
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks)));
  } catch (cause) {
    throw new AppError("invalid_input", "The body is no JSON in UTF-8.", { next: "Send a JSON object.", cause });
  }
}

function tooLarge(bytesMax: number): AppError {
  return new AppError("invalid_input", `The body has more than ${bytesMax} bytes.`, { next: "Send less." });
}
