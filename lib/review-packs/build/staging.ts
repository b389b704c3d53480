import { type ContentFacts, Deflated } from "@/lib/archive/deflate";
import type { PackClaim } from "@/lib/review-packs/claim";
import { exportsStorage } from "@/lib/storage/exports";

/** One entry of the pack. It lies in staging compressed, as it will lie in the archive. Paths are those inside the archive. */
export interface StagedEntry extends ContentFacts {
  path: string;
  mediaType: string;
  /** Records in it; null for what has none. */
  rows: number | null;
  /** The compressed file. */
  packed: { bytes: number; sha256: string };
}

/** Where a file lies on the exports disk. */
export function stagedPath(folder: string, name: string): string {
  return `${folder}/${name}`;
}

/** Where an entry lies on the exports disk, compressed. */
export function packedPath(folder: string, entry: string): string {
  return stagedPath(folder, `${entry}.deflate`);
}

/**
 * Stages an entry that is small, or that comes from somewhere in pieces; a piece is in use until the next one is asked for.
 * @throws {StorageError} full, failed; whatever the source throws.
 */
export async function stageEntry(
  folder: string,
  entry: Pick<StagedEntry, "path" | "mediaType" | "rows">,
  source: string | Uint8Array | AsyncIterable<Uint8Array>,
): Promise<StagedEntry> {
  const content = new Deflated(typeof source === "string" || source instanceof Uint8Array ? once(source) : source);
  const packed = await exportsStorage().write(packedPath(folder, entry.path), content);
  return { ...entry, ...content.facts(), packed };
}

/** Removes what an attempt has staged; again is allowed. */
export async function clearStaging(claim: Pick<PackClaim, "staging">): Promise<void> {
  await exportsStorage().removeFolder(claim.staging);
}

/** One text, in UTF-8, or what is bytes already, as a source of bytes. */
export async function* once(content: string | Uint8Array): AsyncGenerator<Uint8Array> {
  if (content.length > 0) yield typeof content === "string" ? Buffer.from(content, "utf8") : content;
}

/** An entry that is written a piece at a time, while the rows for it are read. */
export interface OpenEntry {
  /**
   * Waits until there is room: at most one piece waits while another is compressed. So a piece's memory is free again when
   * the second write after its own has returned. @throws whatever the disk threw.
   */
  write(piece: Uint8Array): Promise<void>;
  /** Ends the entry and waits until it is stored. `rows` is known by now. */
  end(rows: number): Promise<StagedEntry>;
  /** Gives it up: nothing of it stays under its name. */
  abort(): Promise<void>;
}

/** Opens an entry for writing. End it or abort it, whatever happens. */
export function openEntry(folder: string, path: string, mediaType: string): OpenEntry {
  const pipe = new Pipe();
  const staging = stageEntry(folder, { path, mediaType, rows: null }, pipe);
  staging.catch((error: unknown) => pipe.fail(error));
  return {
    write: (piece) => pipe.write(piece),
    async end(rows) {
      pipe.end();
      return { ...(await staging), rows };
    },
    async abort() {
      pipe.fail(new Error(`${path} was given up.`));
      await staging.catch(() => {});
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
