import { setTimeout as wait } from "node:timers/promises";
import { type AuditEntry, recordAudits } from "@/lib/audit/record";
import { inSystem } from "@/lib/db";
import { log } from "@/lib/log";

/** One line of the chain of custody; with `use`, the link's count of uses goes up in the same transaction. */
export interface LedgerEntry {
  audit: AuditEntry;
  use?: { linkId: string; at: Date };
}

interface Waiting {
  entry: LedgerEntry;
  resolve: () => void;
  reject: (error: unknown) => void;
}

interface Ledger {
  waiting: Waiting[];
  /** Entries that nobody awaits, until they are written or given up. */
  open: Set<Promise<void>>;
  isWriting: boolean;
}

// On globalThis, because the server and the route are bundled apart: bin/server.ts settles what the route has written.
const holder = globalThis as typeof globalThis & { tenantpilotLedger?: Ledger };

function ledger(): Ledger {
  holder.tenantpilotLedger ??= { waiting: [], open: new Set(), isWriting: false };
  return holder.tenantpilotLedger;
}

const batchEntriesMax = 50;
const retryAfterMs = [500, 2_000, 10_000, 30_000];

/**
 * Writes an entry. Entries that come while others are being written share a transaction: a thousand downloads that start
 * or break off at once cost some twenty transactions, and take one connection from the pages.
 * @returns when it is committed. @throws when it could not be written.
 */
export function enter(entry: LedgerEntry): Promise<void> {
  const promise = new Promise<void>((resolve, reject) => ledger().waiting.push({ entry, resolve, reject }));
  void drain();
  return promise;
}

/**
 * Writes an entry without making anybody wait, trying again for some 40 seconds when the database is away. What could
 * not be written then goes to the log: a stream that runs is never broken by its audit.
 */
export function enterLater(entry: LedgerEntry): void {
  const promise = persist(entry).finally(() => ledger().open.delete(promise));
  ledger().open.add(promise);
}

/** Waits until everything entered so far is written or given up. For the end of the process and for tests. */
export async function settleLedger(): Promise<void> {
  while (ledger().open.size > 0) await Promise.all(ledger().open);
}

async function persist(entry: LedgerEntry): Promise<void> {
  for (const delayMs of [...retryAfterMs, null]) {
    try {
      return await enter(entry);
    } catch (error) {
      if (delayMs === null) {
        const { action, subject, details } = entry.audit;
        log("downloads").error(
          { action, subject: String(subject?.id), details, err: error },
          "an audit event could not be written",
        );
        return;
      }
      await wait(delayMs, undefined, { ref: false });
    }
  }
}

async function drain(): Promise<void> {
  const { waiting } = ledger();
  if (ledger().isWriting) return;
  ledger().isWriting = true;
  try {
    while (waiting.length > 0) await writeBatch(waiting.splice(0, batchEntriesMax));
  } finally {
    ledger().isWriting = false;
  }
}

async function writeBatch(batch: Waiting[]): Promise<void> {
  try {
    await write(batch.map((item) => item.entry));
    for (const item of batch) item.resolve();
  } catch (error) {
    // One entry that the database refuses must not take the others with it.
    if (batch.length > 1) for (const item of batch) await writeBatch([item]);
    else for (const item of batch) item.reject(error);
  }
}

/** Links before the audit, and in one order: two processes that write at the same time never wait in a circle. */
async function write(entries: LedgerEntry[]): Promise<void> {
  const uses = entries.flatMap((entry) => entry.use ?? []).sort((a, b) => (a.linkId < b.linkId ? -1 : 1));
  await inSystem(async (tx) => {
    for (const { linkId, at } of uses) {
      await tx.packLink.updateMany({ where: { id: linkId }, data: { uses: { increment: 1 }, lastUsedAt: at } });
    }
    await recordAudits(
      tx,
      entries.map((entry) => entry.audit),
    );
  });
}
