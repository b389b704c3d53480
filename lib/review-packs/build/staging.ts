import type { PackClaim } from "@/lib/review-packs/claim";
import { exportsDisk } from "@/lib/storage/disk";

/** One entry of the pack as it lies in staging, in its final bytes. Paths are those inside the archive. */
export interface StagedEntry {
  path: string;
  bytes: number;
  /** SHA-256 of the bytes, 64 hex digits. */
  sha256: string;
  mediaType: string;
  /** Records in it; null for what has none. */
  rows: number | null;
}

/** Where an entry lies on the exports disk. */
export function stagedPath(folder: string, entry: string): string {
  return `${folder}/${entry}`;
}

/** Stages an entry that is small, or that comes from somewhere in pieces. */
export async function stageEntry(
  folder: string,
  entry: Pick<StagedEntry, "path" | "mediaType" | "rows">,
  source: string | AsyncIterable<Uint8Array>,
): Promise<StagedEntry> {
  const written = await exportsDisk().write(
    stagedPath(folder, entry.path),
    typeof source === "string" ? once(source) : source,
  );
  return { ...entry, ...written };
}

/** Removes what an attempt has staged; again is allowed. */
export async function clearStaging(claim: Pick<PackClaim, "staging">): Promise<void> {
  await exportsDisk().removeFolder(claim.staging);
}

/** One text as a source of bytes, in UTF-8. */
export async function* once(text: string): AsyncGenerator<Uint8Array> {
  if (text !== "") yield Buffer.from(text, "utf8");
}

/** An entry that is written a piece at a time, while the rows for it are read. */
export interface OpenEntry {
  /** Waits until there is room: at most one piece waits while another is written. @throws whatever the disk threw. */
  write(piece: Uint8Array): Promise<void>;
  /** Ends the entry and waits until it is stored. `rows` is known by now. */
  end(rows: number): Promise<StagedEntry>;
  /** Gives it up: nothing of it stays under its name. */
  abort(): Promise<void>;
}

/** Opens an entry for writing. End it or abort it, whatever happens. */
export function openEntry(folder: string, path: string, mediaType: string): OpenEntry {
  const pipe = new Pipe();
  const writing = exportsDisk().write(stagedPath(folder, path), pipe);
  writing.catch((error: unknown) => pipe.fail(error));
  return {
    write: (piece) => pipe.write(piece),
    async end(rows) {
      pipe.end();
      return { path, mediaType, rows, ...(await writing) };
    },
    async abort() {
      pipe.fail(new Error(`${path} was given up.`));
      await writing.catch(() => {});
    },
  };
}

/** One slot between a writer and a reader. Either side's failure reaches the other. */
class Pipe implements AsyncIterable<Uint8Array> {
  #waiting: Uint8Array | null = null;
  #isEnded = false;
  #failure: unknown = null;
  #changed = deferred();

  async write(piece: Uint8Array): Promise<void> {
    while (this.#waiting && !this.#failure) await this.#changed.promise;
    if (this.#failure) throw this.#failure;
    this.#waiting = piece;
    this.#notify();
  }

  end(): void {
    this.#isEnded = true;
    this.#notify();
  }

  fail(error: unknown): void {
    this.#failure ??= error;
    this.#notify();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      if (this.#failure) throw this.#failure;
      const piece = this.#waiting;
      if (piece) {
        this.#waiting = null;
        this.#notify();
        yield piece;
      } else if (this.#isEnded) return;
      else await this.#changed.promise;
    }
  }

  #notify(): void {
    this.#changed.resolve();
    this.#changed = deferred();
  }
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
