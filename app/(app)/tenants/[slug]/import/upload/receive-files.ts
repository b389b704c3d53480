import type { Readable } from "node:stream";
import { Busboy, type BusboyFileStream, type BusboyInstance } from "@fastify/busboy";
import { AppError } from "@/lib/errors";

/** One file of an upload, as it comes in: `source` is to be read once, and to its end. */
interface ReceivedFile {
  fileName: string;
  /** @throws {AppError} invalid_input past the limit, or when the browser went away in the middle. */
  source: AsyncIterable<Uint8Array>;
}

/** Bounds of one upload. */
export interface UploadLimits {
  fileBytesMax: number;
  filesMax: number;
}

/** Does something with one file. */
export type HandleFile = (file: ReceivedFile) => Promise<void>;

/**
 * Reads a multipart form (RFC 7578) and hands on its files, one after the other, while they come in: nothing is kept in
 * memory, and a slow handler slows the browser down. After the first file that fails the rest is read and thrown away,
 * so that the browser gets to see the answer.
 * @returns how many files were handled.
 * @throws {AppError} invalid_input for a body that is no such form; and whatever `handle` throws first.
 */
export async function receiveFiles(request: Request, limits: UploadLimits, handle: HandleFile): Promise<number> {
  const upload = new Upload(limits, handle);
  const busboy = openBusboy(request.headers.get("content-type") ?? "", limits);
  const failed = new Promise<never>((_resolve, reject) => busboy.on("error", () => reject(unreadable())));
  failed.catch(() => {});
  const finished = new Promise<void>((resolve) => busboy.on("finish", resolve));
  busboy.on("file", (_field, stream, fileName) => upload.file(stream, fileName));
  busboy.on("filesLimit", () => upload.refuse(tooMany(limits.filesMax)));
  busboy.on("fieldsLimit", () => upload.refuse(unreadable()));
  try {
    for await (const chunk of request.body ?? []) {
      await Promise.race([new Promise<void>((resolve) => busboy.write(Buffer.from(chunk), () => resolve())), failed]);
    }
    busboy.end();
    await Promise.race([finished, failed]);
  } catch {
    upload.cutOff();
  }
  return upload.end();
}

/** The state of one upload: the work on its files, and the first thing that went wrong. */
class Upload {
  private readonly open = new Set<Readable>();
  private work = Promise.resolve();
  private handled = 0;
  private problem: unknown;

  constructor(
    private readonly limits: UploadLimits,
    private readonly handle: HandleFile,
  ) {}

  file(stream: BusboyFileStream, fileName: string | undefined): void {
    this.open.add(stream);
    // An error is thrown where the file is read; one that waits its turn must not end the process.
    stream.on("error", () => {});
    this.work = this.work.then(() => this.receive(stream, fileName ?? ""));
  }

  private async receive(stream: BusboyFileStream, fileName: string): Promise<void> {
    try {
      // A file input with nothing chosen sends one part without a name.
      if (this.problem !== undefined || fileName === "") return;
      await this.handle({ fileName, source: bytesOf(stream, this.limits.fileBytesMax) });
      this.handled++;
    } catch (error) {
      this.refuse(error);
    } finally {
      stream.resume();
      this.open.delete(stream);
    }
  }

  refuse(problem: unknown): void {
    this.problem ??= problem;
  }

  cutOff(): void {
    for (const stream of this.open) stream.destroy(unreadable());
    this.refuse(unreadable());
  }

  async end(): Promise<number> {
    await this.work;
    if (this.problem !== undefined) throw this.problem;
    return this.handled;
  }
}

async function* bytesOf(stream: BusboyFileStream, bytesMax: number): AsyncGenerator<Uint8Array> {
  // Not destroyed when the reader stops early: busboy would then wait for ever for somebody to read on.
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) yield chunk as Uint8Array;
  if (stream.truncated) throw tooLarge(bytesMax);
}

function openBusboy(contentType: string, limits: UploadLimits): BusboyInstance {
  try {
    return new Busboy({
      headers: { "content-type": contentType },
      limits: {
        files: limits.filesMax,
        fileSize: limits.fileBytesMax,
        fields: 10,
        fieldSize: 1_000,
        parts: limits.filesMax + 11,
      },
    });
  } catch {
    throw unreadable();
  }
}

function unreadable(): AppError {
  return new AppError("invalid_input", "The upload was cut off or is not a form with files.", {
    next: "Choose the files again.",
  });
}

function tooMany(filesMax: number): AppError {
  return new AppError("invalid_input", `More than ${filesMax} files came at once.`, {
    next: `Nothing was kept. Choose at most ${filesMax} at a time.`,
  });
}

function tooLarge(bytesMax: number): AppError {
  return new AppError("invalid_input", `The file has more than ${bytesMax.toLocaleString("en-GB")} bytes.`, {
    next: "Split the scan, or raise TENANTPILOT_IMPORT_BYTES_MAX.",
  });
}
