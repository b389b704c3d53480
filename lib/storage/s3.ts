import type { Readable } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";
import { type Fault, isUnanswered, type ObjectStore, type Patience, shortWord } from "@/lib/storage/object-store";

/** Where the bucket is, and who we are there. */
export interface S3Settings {
  bucket: string;
  region: string;
  /** Left out: Amazon's. */
  endpoint: string | undefined;
  /** Left out: whatever the machine has, as the AWS SDK finds it (a role, a file). */
  credentials: { accessKeyId: string; secretAccessKey: string } | undefined;
  /** Whether the bucket is in the path rather than in the host's name. */
  isPathStyle: boolean;
}

/** A bucket of Amazon S3, or of a server that speaks as it does (decision 026 says what it has to be able to do). */
export function s3Store(settings: S3Settings, patience: Patience): ObjectStore {
  const { bucket: Bucket } = settings;
  let opening: Promise<S3> | undefined;
  const s3 = () => {
    opening ??= openClient(settings, patience);
    return opening;
  };
  return {
    async put(Key, Body, { isNew, writer }, abortSignal) {
      const { client, sdk } = await s3();
      const command = new sdk.PutObjectCommand({ Bucket, Key, Body, Metadata: { writer }, ...condition(isNew) });
      await client.send(command, { abortSignal });
    },
    async begin(Key, writer, abortSignal) {
      const { client, sdk } = await s3();
      const command = new sdk.CreateMultipartUploadCommand({ Bucket, Key, Metadata: { writer } });
      const { UploadId } = await client.send(command, { abortSignal });
      const upload = { Bucket, Key, UploadId };
      const Parts: { PartNumber: number; ETag: string | undefined }[] = [];
      return {
        async part(PartNumber, Body, signal) {
          const sent = await client.send(new sdk.UploadPartCommand({ ...upload, PartNumber, Body }), {
            abortSignal: signal,
          });
          Parts.push({ PartNumber, ETag: sent.ETag });
        },
        async commit(isNew, signal) {
          const rule = { ...upload, MultipartUpload: { Parts }, ...condition(isNew) };
          await client.send(new sdk.CompleteMultipartUploadCommand(rule), { abortSignal: signal });
        },
        async abort(signal) {
          await client.send(new sdk.AbortMultipartUploadCommand(upload), { abortSignal: signal });
        },
      };
    },
    async head(Key, abortSignal) {
      const { client, sdk } = await s3();
      try {
        const found = await client.send(new sdk.HeadObjectCommand({ Bucket, Key }), { abortSignal });
        return {
          bytes: found.ContentLength ?? 0,
          modifiedAt: found.LastModified ?? new Date(0),
          version: found.ETag ?? "",
          writer: found.Metadata?.writer ?? null,
        };
      } catch (error) {
        if (faultOf(error).kind === "missing") return null;
        throw error;
      }
    },
    async get(Key, { start, end }, IfMatch, abortSignal) {
      const { client, sdk } = await s3();
      const command = new sdk.GetObjectCommand({ Bucket, Key, Range: `bytes=${start}-${end}`, IfMatch });
      const { Body } = await client.send(command, { abortSignal });
      // On Node the body is the response itself.
      return Body as Readable;
    },
    async remove(Key, abortSignal) {
      const { client, sdk } = await s3();
      await client.send(new sdk.DeleteObjectCommand({ Bucket, Key }), { abortSignal });
    },
    async list(Prefix, ContinuationToken, abortSignal) {
      const { client, sdk } = await s3();
      const page = await client.send(new sdk.ListObjectsV2Command({ Bucket, Prefix, ContinuationToken }), {
        abortSignal,
      });
      const items = (page.Contents ?? []).map(({ Key, Size, LastModified }) => ({
        path: Key ?? "",
        bytes: Size ?? 0,
        modifiedAt: LastModified ?? new Date(0),
      }));
      return { items, next: page.IsTruncated ? page.NextContinuationToken : undefined };
    },
    async unfinished(Prefix, after, abortSignal) {
      const { client, sdk } = await s3();
      const [KeyMarker, UploadIdMarker] = after?.split("\n") ?? [];
      const page = await client.send(
        new sdk.ListMultipartUploadsCommand({ Bucket, Prefix, KeyMarker, UploadIdMarker }),
        { abortSignal },
      );
      const items = (page.Uploads ?? []).map(({ Key, UploadId, Initiated }) => ({
        path: Key ?? "",
        id: UploadId ?? "",
        // How much has arrived would be one more call for each.
        bytes: 0,
        modifiedAt: Initiated ?? new Date(0),
      }));
      return { items, next: page.IsTruncated ? `${page.NextKeyMarker}\n${page.NextUploadIdMarker}` : undefined };
    },
    async discard({ path: Key, id: UploadId }, abortSignal) {
      const { client, sdk } = await s3();
      await client.send(new sdk.AbortMultipartUploadCommand({ Bucket, Key, UploadId }), { abortSignal });
    },
    faultOf,
  };
}

interface S3 {
  sdk: typeof import("@aws-sdk/client-s3");
  client: S3Client;
}

/** The SDK is large, so it is loaded by who uses it only. */
async function openClient(settings: S3Settings, patience: Patience): Promise<S3> {
  const sdk = await import("@aws-sdk/client-s3");
  const { region, endpoint, credentials, isPathStyle } = settings;
  const client = new sdk.S3Client({
    region,
    ...(endpoint && { endpoint }),
    ...(credentials && { credentials }),
    forcePathStyle: isPathStyle,
    maxAttempts: 4,
    requestHandler: {
      connectionTimeout: Math.min(5000, patience.callMs),
      socketTimeout: patience.stallMs,
      httpAgent: { keepAlive: true, maxSockets: 200 },
      httpsAgent: { keepAlive: true, maxSockets: 200 },
    },
    // Checksums that not every compatible server knows; what is sent is guarded by the SHA-256 in its signature.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    expectContinueHeader: false,
  });
  return { sdk, client };
}

/** "Only if there is nothing": one of several writers gets through. */
const condition = (isNew: boolean) => (isNew ? { IfNoneMatch: "*" } : {});

const kinds: Record<string, Fault["kind"]> = {
  NoSuchKey: "missing",
  NotFound: "missing",
  NoSuchUpload: "missing",
  PreconditionFailed: "exists",
  ConditionalRequestConflict: "conflict",
  OperationAborted: "conflict",
  InsufficientStorage: "full",
  QuotaExceeded: "full",
  XMinioStorageFull: "full",
};

function faultOf(error: unknown): Fault {
  const { name, code, $metadata } = error as { name?: string; code?: string; $metadata?: { httpStatusCode?: number } };
  const word = shortWord(code, name);
  const known = kinds[word] ?? kinds[name ?? ""];
  if (known) return { kind: known, word };
  const status = $metadata?.httpStatusCode;
  if (status === 412) return { kind: "exists", word };
  if (status === 409) return { kind: "conflict", word };
  if (status === 507) return { kind: "full", word };
  if (status === undefined && isUnanswered(word)) return { kind: "unanswered", word };
  return { kind: "failed", word: status && !/[A-Z]/.test(word) ? `${word} ${status}` : word };
}
