import type { Readable } from "node:stream";
import type { BlockBlobClient, ContainerClient, ContainerListBlobFlatSegmentResponse } from "@azure/storage-blob";
import { type Fault, isUnanswered, type ObjectStore, shortWord } from "@/lib/storage/object-store";

/** Where the container is, and who we are there. */
export interface AzureSettings {
  /** With the account's key, or with a shared access signature. */
  connectionString: string;
  container: string;
}

/** A container of Azure Blob Storage (decision 026). */
export function azureStore(settings: AzureSettings): ObjectStore {
  let opening: Promise<ContainerClient> | undefined;
  const blob = async (path: string): Promise<BlockBlobClient> => {
    opening ??= openContainer(settings);
    return (await opening).getBlockBlobClient(path);
  };
  return {
    async put(path, body, { isNew, writer }, abortSignal) {
      await (await blob(path)).upload(body, body.byteLength, {
        conditions: condition(isNew),
        metadata: { writer },
        abortSignal,
      });
    },
    async begin(path, writer) {
      const target = await blob(path);
      const ids: string[] = [];
      return {
        async part(number, body, abortSignal) {
          // Writers of one name share its blocks, so each has ids of its own.
          const id = Buffer.from(`${writer}-${String(number).padStart(5, "0")}`).toString("base64");
          await target.stageBlock(id, body, body.byteLength, { abortSignal });
          ids.push(id);
        },
        async commit(isNew, abortSignal) {
          await target.commitBlockList(ids, { conditions: condition(isNew), metadata: { writer }, abortSignal });
        },
        // Nobody sees blocks that were not committed, and there is no call that deletes them: Azure does after a week.
        async abort() {},
      };
    },
    async head(path, abortSignal) {
      try {
        const found = await (await blob(path)).getProperties({ abortSignal });
        return {
          bytes: found.contentLength ?? 0,
          modifiedAt: found.lastModified ?? new Date(0),
          version: found.etag ?? "",
          writer: found.metadata?.writer ?? null,
        };
      } catch (error) {
        if (faultOf(error).kind === "missing") return null;
        throw error;
      }
    },
    async get(path, { start, end }, ifMatch, abortSignal) {
      const answer = await (await blob(path)).download(start, end - start + 1, {
        conditions: { ifMatch },
        // What breaks off is taken up again by the reader.
        maxRetryRequests: 0,
        abortSignal,
      });
      return answer.readableStreamBody as Readable;
    },
    async remove(path, abortSignal) {
      await (await blob(path)).deleteIfExists({ deleteSnapshots: "include", abortSignal });
    },
    async list(prefix, continuationToken, abortSignal) {
      opening ??= openContainer(settings);
      const pages = (await opening).listBlobsFlat({ prefix, abortSignal }).byPage({
        maxPageSize: 1000,
        ...(continuationToken && { continuationToken }),
      });
      const page: ContainerListBlobFlatSegmentResponse | undefined = (await pages.next()).value;
      const items = (page?.segment.blobItems ?? []).map(({ name, properties }) => ({
        path: name,
        bytes: properties.contentLength ?? 0,
        modifiedAt: properties.lastModified,
      }));
      return { items, next: page?.continuationToken || undefined };
    },
    unfinished: async () => ({ items: [], next: undefined }),
    async discard() {},
    faultOf,
  };
}

/** The SDK is large, so it is loaded by who uses it only. */
async function openContainer({ connectionString, container }: AzureSettings): Promise<ContainerClient> {
  const { BlobServiceClient } = await import("@azure/storage-blob");
  const service = BlobServiceClient.fromConnectionString(connectionString, {
    retryOptions: { maxTries: 4, retryDelayInMs: 200, maxRetryDelayInMs: 3000 },
  });
  return service.getContainerClient(container);
}

/** "Only if there is nothing": one of several writers gets through. */
const condition = (isNew: boolean) => (isNew ? { ifNoneMatch: "*" } : {});

const kinds: Record<string, Fault["kind"]> = {
  BlobNotFound: "missing",
  BlobAlreadyExists: "exists",
  ConditionNotMet: "exists",
  UnauthorizedBlobOverwrite: "exists",
  InvalidBlockList: "conflict",
  InvalidBlobOrBlock: "conflict",
  AccountIsFull: "full",
  AccountLimitExceeded: "full",
};

function faultOf(error: unknown): Fault {
  const { name, code, statusCode, details } = error as {
    name?: string;
    code?: string;
    statusCode?: number;
    details?: { errorCode?: string };
  };
  const word = shortWord(details?.errorCode, code, name);
  const known = kinds[word];
  if (known) return { kind: known, word };
  if (statusCode === 404 && word !== "ContainerNotFound") return { kind: "missing", word };
  if (statusCode === 412) return { kind: "exists", word };
  if (statusCode === undefined && isUnanswered(word)) return { kind: "unanswered", word };
  return { kind: "failed", word };
}
