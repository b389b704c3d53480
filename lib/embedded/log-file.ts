import { closeSync, fstatSync, openSync, renameSync, writeSync } from "node:fs";

const bytesMax = 20 * 1024 ** 2;

/** A log that never grows beyond twice 20 MB: when full it becomes `<file>.1`, in place of the one before. */
export class LogFile {
  readonly #file: string;
  #descriptor: number;
  #bytes: number;

  constructor(file: string) {
    this.#file = file;
    this.#descriptor = openSync(file, "a", 0o600);
    this.#bytes = fstatSync(this.#descriptor).size;
  }

  /** Appends. A full disk loses log lines, never the product. */
  write(chunk: Buffer): void {
    try {
      if (this.#bytes > bytesMax) this.#turn();
      this.#bytes += writeSync(this.#descriptor, chunk);
    } catch {
      // Nowhere to say it.
    }
  }

  #turn(): void {
    closeSync(this.#descriptor);
    renameSync(this.#file, `${this.#file}.1`);
    this.#descriptor = openSync(this.#file, "a", 0o600);
    this.#bytes = 0;
  }
}
