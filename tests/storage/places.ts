import { parseEnvironment } from "@/lib/env";
import { openExports } from "@/lib/storage/exports";
import { type ObjectRule, usualRule } from "@/lib/storage/object-storage";
import type { Storage } from "@/lib/storage/storage";
import type { StoreServer } from "./servers";

/** A whole environment around a store's variables. */
export function environmentOf(variables: Record<string, string>) {
  return parseEnvironment({
    NODE_ENV: "test",
    DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none",
    AUTH_SECRET: "a secret for the tests only, long enough",
    TENANTPILOT_DOWNLOAD_LINK_KEYS: `k1:${"A".repeat(43)}`,
    TENANTPILOT_SIGNING_KEYS: `s1:${"A".repeat(43)}`,
    INNGEST_EVENT_KEY: "test-event-key",
    INNGEST_SIGNING_KEY: "signkey-test-0123456789abcdef",
    ...variables,
  });
}

/** The product's storage over a running store, perhaps by another port, and with less patience. */
export function openStore(server: StoreServer, more: { port?: number; callMs?: number } = {}): Storage {
  const { callMs } = more;
  const rule: ObjectRule = callMs ? { ...usualRule, patience: { callMs, partMs: callMs, stallMs: callMs } } : usualRule;
  return openExports(environmentOf(server.variables(more.port)), rule);
}

/** Texts or bytes as a source. */
export async function* pieces(...all: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const piece of all) yield typeof piece === "string" ? Buffer.from(piece) : piece;
}

/** All bytes of a source. */
export async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of source) all.push(piece);
  return Buffer.concat(all);
}

/** The paths below a folder, sorted. */
export async function list(storage: Storage, folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { path } of storage.list(folder)) found.push(path);
  return found.sort();
}
