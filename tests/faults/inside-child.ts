import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import path from "node:path";

// Loaded into a process of the product before anything else: what the harness says by message goes wrong from then on.
// The product's own code runs above it, unchanged.

/** What a process can be told to suffer. */
export type Suffering =
  /** Its clock is so many milliseconds from the right time. */
  | { clockMs: number }
  /** The so-manieth operation on the exports disk from now on fails once; a short write takes half of its bytes, each time. */
  | { disk: DiskFault; after: number }
  /** Nothing more. */
  | { calm: true };

export type DiskFault = "no room" | "input/output error" | "short writes" | "read error";

const codes = { "no room": "ENOSPC", "input/output error": "EIO", "read error": "EIO" } as const;

let clockMs = 0;
let plan: { disk: DiskFault; after: number } | null = null;

const RightDate = Date;
globalThis.Date = class extends RightDate {
  constructor(...given: [] | ConstructorParameters<typeof Date>) {
    if (given.length === 0) super(RightDate.now() + clockMs);
    else super(...(given as ConstructorParameters<typeof Date>));
  }
  static override now(): number {
    return RightDate.now() + clockMs;
  }
} as DateConstructor;

process.on("message", (message: Suffering) => {
  if (typeof message !== "object" || message === null) return;
  if ("clockMs" in message) clockMs = message.clockMs;
  if ("disk" in message) plan = { ...message };
  if ("calm" in message) [plan, clockMs] = [null, 0];
});

/** Counts down to the operation that fails. @throws {Error} with the code that the system gives for this. */
function suffer(kind: "read" | "write"): void {
  if (!plan || plan.disk === "short writes" || (plan.disk === "read error") !== (kind === "read")) return;
  if (plan.after-- > 0) return;
  const code = codes[plan.disk];
  plan = null;
  throw Object.assign(new Error(`${code}: made to fail`), { code });
}

const exportsFolder = `${path.sep}storage${path.sep}`;
const isExport = (file: unknown) => typeof file === "string" && file.includes(exportsFolder);
const promises = fs.promises as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>;

for (const name of ["rename", "link", "mkdir", "unlink"]) {
  const real = promises[name]?.bind(promises);
  promises[name] = async (...given) => {
    if (isExport(given[0])) suffer("write");
    return real?.(...given);
  };
}

const open = promises.open?.bind(promises);
promises.open = async (...given) => {
  const isWritten = typeof given[1] === "string" && given[1] !== "r";
  if (isExport(given[0])) suffer(isWritten ? "write" : "read");
  const handle = (await open?.(...given)) as Record<string, (...of: unknown[]) => Promise<unknown>>;
  return isExport(given[0]) ? troubled(handle) : handle;
};

/** A file of the exports disk, each operation of which can fail. */
function troubled(handle: Record<string, (...given: unknown[]) => Promise<unknown>>) {
  const { read, sync, write } = handle;
  handle.read = (...given) => attempt("read", () => read?.apply(handle, given));
  handle.sync = (...given) => attempt("write", () => sync?.apply(handle, given));
  handle.write = (...given) => attempt("write", () => write?.apply(handle, shortened(given)));
  return handle;
}

async function attempt(kind: "read" | "write", work: () => Promise<unknown> | undefined): Promise<unknown> {
  suffer(kind);
  return work();
}

/** FileHandle.write(buffer, offset, length, position): half of the length, which a system may always do. */
function shortened([data, offset, length, position]: unknown[]): unknown[] {
  const isShort = plan?.disk === "short writes" && typeof length === "number" && length > 1;
  return [data, offset, isShort ? Math.ceil((length as number) / 2) : length, position];
}

syncBuiltinESMExports();
