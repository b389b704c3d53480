import { randomUUID } from "node:crypto";
import type { ApiAnswer } from "@/lib/api/operation";
import { openAnswer, sealAnswer } from "@/lib/api/sealed-answer";
import { inSystem } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";

/** A request that carries an Idempotency-Key. */
export interface KeyedRequest {
  tokenId: bigint;
  /** The token itself: what is kept can be read with it only. */
  token: string;
  key: string;
  /** SHA-256 of method, address and body; null while an upload has not been read. */
  hash: string | null;
  /** The same, once the body has been read to its end. */
  readHash(): Promise<string>;
  /** For how long the work may take before somebody else may do it, in seconds. */
  leaseSeconds: number;
}

const keptMs = 24 * 3_600_000;

/**
 * The key of a request (IETF draft-ietf-httpapi-idempotency-key-header): with quotes, as the draft has it, or without.
 * @returns null when there is none. @throws {AppError} invalid_input.
 */
export function idempotencyKey(headers: Headers): string | null {
  const given = headers.get("idempotency-key");
  if (given === null) return null;
  const key = /^"(.*)"$/.exec(given)?.[1] ?? given;
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new AppError("invalid_input", "The Idempotency-Key is not right.", {
    next: "Send 1 to 255 characters without spaces, for example a UUID.",
  });
}

/**
 * Does the work once per token and key: the same request again gets the first answer again, for a day. Only what was done is
 * kept: a request that was refused changed nothing and may come again with its key.
 * @throws {AppError} conflict while the first one is under way, invalid_input when the key was used for another request;
 * and what `work` throws.
 */
export async function once(
  request: KeyedRequest,
  work: () => Promise<ApiAnswer>,
  now: Date,
): Promise<{ answer: ApiAnswer; isRepeated: boolean }> {
  const claim = await claimKey(request, now);
  if (claim === null) return { answer: await answerOfFirst(request), isRepeated: true };
  try {
    const answer = await work();
    await keep(request, claim, answer);
    return { answer, isRepeated: false };
  } catch (error) {
    await release(request, claim);
    throw error;
  }
}

/** One statement decides who does the work. @returns null when somebody else has the key. */
async function claimKey({ tokenId, key, hash, leaseSeconds }: KeyedRequest, now: Date): Promise<string | null> {
  const claim = randomUUID();
  const leaseUntil = new Date(now.getTime() + leaseSeconds * 1000);
  const keptUntil = new Date(now.getTime() + keptMs);
  const claimed = await inSystem(
    (tx) => tx.$executeRaw`
      INSERT INTO api_idempotency_keys AS k (token_id, key, claim, lease_expires_at, request_hash, expires_at)
      VALUES (${tokenId}, ${key}, ${claim}::uuid, ${leaseUntil}, ${hash}, ${keptUntil})
      ON CONFLICT (token_id, key) DO UPDATE
        SET claim = EXCLUDED.claim, lease_expires_at = EXCLUDED.lease_expires_at, request_hash = EXCLUDED.request_hash,
          answer = NULL, expires_at = EXCLUDED.expires_at
        WHERE k.expires_at <= ${now} OR (k.answer IS NULL AND k.lease_expires_at <= ${now})`,
  );
  return claimed === 1 ? claim : null;
}

async function answerOfFirst({ tokenId, token, key, hash, readHash }: KeyedRequest): Promise<ApiAnswer> {
  const first = await inSystem((tx) => tx.apiIdempotencyKey.findUnique({ where: { tokenId_key: { tokenId, key } } }));
  if (first?.requestHash && hash !== null && first.requestHash !== hash) throw otherRequest();
  if (!first?.answer) throw underWay();
  if (first.requestHash !== (hash ?? (await readHash()))) throw otherRequest();
  return openAnswer(token, first.answer);
}

/** The work is done: when its answer cannot be kept, that is no reason to withhold it. */
async function keep({ tokenId, token, key, readHash }: KeyedRequest, claim: string, answer: ApiAnswer): Promise<void> {
  try {
    const data = { requestHash: await readHash(), answer: new Uint8Array(sealAnswer(token, answer)) };
    await inSystem((tx) => tx.apiIdempotencyKey.updateMany({ where: { tokenId, key, claim }, data }));
  } catch (error) {
    log("api").error({ err: error }, "an answer could not be kept for its idempotency key");
  }
}

async function release({ tokenId, key }: KeyedRequest, claim: string): Promise<void> {
  await inSystem((tx) => tx.apiIdempotencyKey.deleteMany({ where: { tokenId, key, claim, answer: null } })).catch(
    (error: unknown) => log("api").error({ err: error }, "an idempotency key stays taken until its lease ends"),
  );
}

function underWay(): AppError {
  return new AppError("conflict", "A request with this Idempotency-Key is under way.", {
    next: "Wait a moment and send it again: you get its answer.",
    retryAfterSeconds: 1,
  });
}

function otherRequest(): AppError {
  return new AppError("invalid_input", "This Idempotency-Key was used for another request.", {
    next: "Send a new key with each new request, and the same key only with the same request again.",
  });
}
