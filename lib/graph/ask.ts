import { AppError } from "@/lib/errors";

/** A question to Microsoft: with a body it is posted. */
interface Ask {
  url: string;
  token?: string;
  body?: URLSearchParams;
}

/** What came back, whatever its status. */
interface MicrosoftAnswer {
  status: number;
  /** Null when the body was no JSON. */
  json: unknown;
  bytes: number;
}

/** Microsoft wants to be asked again later (RFC 9110, Retry-After). */
export class Throttled extends Error {
  override name = "Throttled";
  /** Whole seconds. */
  readonly seconds: number;
  constructor(seconds: number) {
    super(`Microsoft wants to be asked again in ${seconds} s.`);
    this.seconds = seconds;
  }
}

const patienceMs = 60_000;
const answerBytesMax = 32 * 1024 * 1024;
const unsaidSeconds = 30;
const waitSecondsMax = 3_600;

/**
 * Asks once. Redirects are not followed: the token is for the address that was asked.
 * @throws {Throttled} on 429, 503 and 504; {@link AppError} unavailable when the answer is larger than 32 MiB; any other error when nothing came back.
 */
export async function askMicrosoft({ url, token, body }: Ask): Promise<MicrosoftAnswer> {
  const response = await fetch(url, {
    ...(body ? { method: "POST", body } : {}),
    headers: { Accept: "application/json", ...(token ? { Authorization: `Bearer ${token}` } : {}) },
    redirect: "error",
    signal: AbortSignal.timeout(patienceMs),
  }).catch((cause: unknown) => {
    // Without the address: the next page's holds a token of its own.
    throw new Error(`${new URL(url).host} did not answer.`, { cause: causeOf(cause) });
  });
  if ([429, 503, 504].includes(response.status)) {
    await response.body?.cancel();
    throw new Throttled(secondsOf(response.headers.get("retry-after"), new Date()));
  }
  const text = await readText(response);
  return { status: response.status, json: parsed(text), bytes: Buffer.byteLength(text) };
}

/** Seconds or a date (RFC 9110, 10.2.3); at least one, at most an hour. */
export function secondsOf(retryAfter: string | null, now: Date): number {
  if (retryAfter === null) return unsaidSeconds;
  const seconds = /^\d+$/.test(retryAfter.trim())
    ? Number(retryAfter)
    : Math.ceil((Date.parse(retryAfter) - now.getTime()) / 1000);
  return Number.isNaN(seconds) ? unsaidSeconds : Math.min(Math.max(seconds, 1), waitSecondsMax);
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > answerBytesMax)
      throw new AppError("unavailable", "Microsoft Graph gave a page of more than 32 MiB.", {
        next: "Nothing was stored. Save the list by hand and import it as a file.",
      });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function causeOf(error: unknown): string {
  const { cause, name } = error as { cause?: { code?: string }; name?: string };
  return cause?.code ?? name ?? "unknown";
}
