import { createHash, randomBytes } from "node:crypto";
import { openObject } from "@/lib/storage/object-file";
import {
  everyPage,
  type ObjectHead,
  type ObjectStore,
  type PartUpload,
  type Patience,
  storageError,
  type UnfinishedUpload,
  usualPatience,
} from "@/lib/storage/object-store";
import { inPieces } from "@/lib/storage/pieces";
import { type Storage, StorageError, type StoredStat, splitPath } from "@/lib/storage/storage";

/** How an object store is used. */
export interface ObjectRule {
  patience: Patience;
  /** Bytes that are sent at once; a file of so many or more goes in parts. Two parts are in memory at most. */
  partBytes: number;
}

/** Five MiB (the least that S3 takes) in at most 10,000 parts (the most): files up to 48 GiB. Equal parts, because some stores want that. */
export const usualRule: ObjectRule = { patience: usualPatience, partBytes: 5 * 1024 * 1024 };
const partsMax = 10_000;
const removedAtOnce = 16;

/** A private disk in an object store (docs/decisions/026-object-storage.md). */
export function objectStorage(store: ObjectStore, { patience, partBytes }: ObjectRule = usualRule): Storage {
  const asking: Asking = async (doing, work, limitMs = patience.callMs) => {
    try {
      return await work(AbortSignal.timeout(limitMs));
    } catch (error) {
      throw storageError(doing, store.faultOf(error));
    }
  };
  const head = (path: string) => asking(`${path} could not be looked at`, (signal) => store.head(path, signal));
  const unfinished = (prefix: string) =>
    everyPage<UnfinishedUpload>((after) =>
      asking("Unfinished uploads could not be listed", (signal) => store.unfinished(prefix, after, signal)),
    );
  const removeOne = (path: string) =>
    asking(`${path} could not be deleted`, async (signal) => {
      const upload = isPartial.test(path) ? await findUpload(unfinished(originOf(path)), path) : null;
      await (upload ? store.discard(upload, signal) : store.remove(path, signal));
      return upload !== null;
    });
  async function* list(prefix: string): AsyncGenerator<StoredStat & { path: string }> {
    yield* everyPage((after) =>
      asking(`${prefix} could not be listed`, (signal) => store.list(`${prefix}/`, after, signal)),
    );
    for await (const upload of unfinished(`${prefix}/`)) yield { ...upload, path: partialPath(upload) };
  }
  const writing = { store, asking, patience, partBytes, head };
  return {
    disk: "exports",
    write: async (path, source, rule) => write(writing, checked(path), source, rule?.isNew ?? false),
    async open(path) {
      const found = await head(checked(path));
      if (!found) throw new StorageError("missing", `${path} is not there.`);
      return openObject(store, path, found, patience);
    },
    async stat(path) {
      const found = await head(checked(path));
      return found && { bytes: found.bytes, modifiedAt: found.modifiedAt };
    },
    async remove(path) {
      const isThere = (await head(checked(path))) !== null;
      return (isThere || isPartial.test(path)) && ((await removeOne(path)) || isThere);
    },
    async removeFolder(prefix) {
      let batch: Promise<boolean>[] = [];
      for await (const { path } of list(checked(prefix))) {
        batch.push(removeOne(path));
        if (batch.length < removedAtOnce) continue;
        await Promise.all(batch);
        batch = [];
      }
      await Promise.all(batch);
    },
    async *list(prefix) {
      yield* list(checked(prefix));
    },
  };
}

type Asking = <T>(doing: string, work: (signal: AbortSignal) => Promise<T>, limitMs?: number) => Promise<T>;

function checked(path: string): string {
  splitPath(path);
  return path;
}

interface Writing extends ObjectRule {
  store: ObjectStore;
  asking: Asking;
  head(path: string): Promise<ObjectHead | null>;
}

async function write(
  { store, asking, patience, partBytes, head }: Writing,
  path: string,
  source: AsyncIterable<Uint8Array>,
  isNew: boolean,
): Promise<{ bytes: number; sha256: string }> {
  const doing = `${path} could not be written`;
  const writer = randomBytes(12).toString("hex");
  const facts = { hash: createHash("sha256"), bytes: 0 };
  let upload: PartUpload | null = null;
  let sending: Promise<void> = Promise.resolve();
  let parts = 0;
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const part of inPieces(counted(source, facts), partBytes)) {
      if (part.byteLength < partBytes && !upload) rest = part;
      else {
        upload ??= await asking(doing, (signal) => store.begin(path, writer, signal));
        const begun = upload;
        await sending;
        if (++parts > partsMax) throw new StorageError("failed", `${doing}: it has more than ${partsMax} parts.`);
        const number = parts;
        sending = asking(doing, (signal) => begun.part(number, part, signal), patience.partMs);
        sending.catch(() => {});
      }
    }
    await sending;
    await settle(doing, path, { head, writer, isNew }, () =>
      asking(
        doing,
        (signal) => (upload ? upload.commit(isNew, signal) : store.put(path, rest, { isNew, writer }, signal)),
        patience.partMs,
      ),
    );
  } catch (error) {
    const given = upload;
    // A part that is still being sent would outlive the abort. What cannot be aborted now, reconcile names and deletes.
    await sending.catch(() => {});
    if (given) await asking(doing, (signal) => given.abort(signal)).catch(() => {});
    throw error;
  }
  return { bytes: facts.bytes, sha256: facts.hash.digest("hex") };
}

async function* counted(
  source: AsyncIterable<Uint8Array>,
  facts: { hash: ReturnType<typeof createHash>; bytes: number },
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    facts.hash.update(chunk);
    facts.bytes += chunk.byteLength;
    yield chunk;
  }
}

/**
 * The last call of a write. When its answer was lost, the retry finds our own object in the way (or the upload gone): the
 * writer's mark tells it from another one's.
 */
async function settle(
  doing: string,
  path: string,
  { head, writer, isNew }: { head(path: string): Promise<ObjectHead | null>; writer: string; isNew: boolean },
  finish: () => Promise<void>,
): Promise<void> {
  try {
    await finish();
  } catch (error) {
    if (!(error instanceof StorageError) || error.code === "full") throw error;
    const found = await head(path).catch(() => null);
    if (found?.writer === writer) return;
    if (isNew && found) throw new StorageError("exists", `${doing}: it is there already.`, error);
    // Without isNew nothing is refused because something is there, and an upload that is gone is no missing file.
    throw error.code === "failed" ? error : new StorageError("failed", error.message, error.cause);
  }
}

// An unfinished upload is shown as a disk shows an unfinished file: hidden, beside what it would have become.
const isPartial = /(^|\/)\.[^/]+\.[0-9a-f]{12}\.partial$/;

function partialPath({ path, id }: UnfinishedUpload): string {
  const cut = path.lastIndexOf("/") + 1;
  const mark = createHash("sha256").update(id).digest("hex").slice(0, 12);
  return `${path.slice(0, cut)}.${path.slice(cut)}.${mark}.partial`;
}

function originOf(partial: string): string {
  const cut = partial.lastIndexOf("/") + 1;
  return partial.slice(0, cut) + partial.slice(cut + 1).replace(/\.[0-9a-f]{12}\.partial$/, "");
}

async function findUpload(uploads: AsyncIterable<UnfinishedUpload>, partial: string): Promise<UnfinishedUpload | null> {
  for await (const upload of uploads) if (partialPath(upload) === partial) return upload;
  return null;
}
