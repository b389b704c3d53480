import type { Readable } from "node:stream";
import { type ByteRange, StorageError, type StoredStat } from "@/lib/storage/storage";

/** An object as the store describes it. */
export interface ObjectHead extends StoredStat {
  /** The store's ETag: another content has another one. */
  version: string;
  /** The mark that the writer gave it; null when nobody did. */
  writer: string | null;
}

/** A large object on its way. Nothing of it is under its name before it is committed. */
export interface PartUpload {
  /** @param number from 1, each once and in order. */
  part(number: number, body: Buffer, signal: AbortSignal): Promise<void>;
  /** Gives the parts their name; with `isNew` only if nothing has it. */
  commit(isNew: boolean, signal: AbortSignal): Promise<void>;
  abort(signal: AbortSignal): Promise<void>;
}

/** A large object that somebody began and neither committed nor aborted, as far as the store shows them. */
export interface UnfinishedUpload extends StoredStat {
  path: string;
  id: string;
}

/** What went wrong, in the store's own short word: never a message of its library, which may carry addresses and signatures. */
export interface Fault {
  kind: "missing" | "exists" | "conflict" | "full" | "unanswered" | "failed";
  word: string;
}

/**
 * What an object store can do, call by call (decision 026). Each call throws whatever the store's library throws, and `faultOf`
 * says what that means. `signal` ends a call at its time limit.
 */
export interface ObjectStore {
  put(path: string, body: Buffer, rule: { isNew: boolean; writer: string }, signal: AbortSignal): Promise<void>;
  begin(path: string, writer: string, signal: AbortSignal): Promise<PartUpload>;
  /** Null when there is no such object. */
  head(path: string, signal: AbortSignal): Promise<ObjectHead | null>;
  /** The bytes of a range, if the object is still that version. */
  get(path: string, range: ByteRange, version: string, signal: AbortSignal): Promise<Readable>;
  /** Again is allowed. */
  remove(path: string, signal: AbortSignal): Promise<void>;
  /** One page of what begins with `prefix`. */
  list(prefix: string, after: string | undefined, signal: AbortSignal): Promise<Page<StoredStat & { path: string }>>;
  /** One page of the unfinished uploads whose path begins with `prefix`. */
  unfinished(prefix: string, after: string | undefined, signal: AbortSignal): Promise<Page<UnfinishedUpload>>;
  discard(upload: { path: string; id: string }, signal: AbortSignal): Promise<void>;
  faultOf(error: unknown): Fault;
}

/** A page of a listing; `next` is what to ask for the following one with. */
export interface Page<T> {
  items: T[];
  next: string | undefined;
}

/** All pages, one after the other. */
export async function* everyPage<T>(ask: (after: string | undefined) => Promise<Page<T>>): AsyncGenerator<T> {
  let after: string | undefined;
  do {
    const page = await ask(after);
    yield* page.items;
    after = page.next;
  } while (after !== undefined);
}

/** How long an object store may take, in milliseconds. */
export interface Patience {
  /** For one call, its retries included. */
  callMs: number;
  /** For one part of a large object, its retries included. */
  partMs: number;
  /** For the next bytes of what is being read. */
  stallMs: number;
}

export const usualPatience: Patience = { callMs: 30_000, partMs: 120_000, stallMs: 30_000 };

/** A fault as the error that people may read: `doing` says what did not work. */
export function storageError(doing: string, { kind, word }: Fault): StorageError {
  // The library's own error stays here: it holds the request with its signature, and a log would print it.
  const cause = new Error(`The object store said: ${word}.`);
  if (kind === "missing") return new StorageError("missing", `${doing}: it is not there (${word}).`, cause);
  if (kind === "exists") return new StorageError("exists", `${doing}: it is there already (${word}).`, cause);
  if (kind === "full")
    return new StorageError(
      "full",
      `The object store is full. ${doing} (${word}). Free some space, then generate again.`,
      cause,
    );
  if (kind === "unanswered")
    return new StorageError("failed", `${doing}: the object store does not answer (${word}).`, cause);
  return new StorageError("failed", `${doing} (${word}).`, cause);
}

/** A store's word that is safe to show: a name or a number, nothing that looks like an address or a key. */
export function shortWord(...candidates: unknown[]): string {
  const found = candidates.find(
    (word) => typeof word === "string" && /^[A-Za-z][A-Za-z0-9_]{1,59}$/.test(word) && word !== "Error",
  );
  return typeof found === "string" ? found : "UnknownError";
}

/** Words of a call that got no answer at all: from the operating system, or from a time limit. */
export function isUnanswered(word: string): boolean {
  return /^(E[A-Z]{3,}|EAI_AGAIN|AbortError|TimeoutError|REQUEST_SEND_ERROR|RestError|NetworkingError)$/.test(word);
}
