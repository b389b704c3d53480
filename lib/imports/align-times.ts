import type { PoolClient } from "pg";
import type { TimesKnown } from "@/lib/imports/importer";

/** When a file's findings were seen, the first and the last of them. */
export interface SeenRange {
  from: Date;
  to: Date;
}

interface Alignment {
  client: PoolClient;
  tenantId: bigint;
  tool: string;
  times: TimesKnown;
}

const quarterMs = 15 * 60_000;
const zonesMs = 14 * 3_600_000;

/**
 * A file without a time zone was taken in the tenant's, and may be hours off. When the same scan is also there in a format
 * that knows its time (the same moment, off by quarters of an hour), that one counts, whichever came first (import-formats.md, 2).
 * @returns the range as it is now known.
 */
export async function alignTimes({ client, tenantId, tool, times }: Alignment, seen: SeenRange): Promise<SeenRange> {
  if (times === "undated") return seen;
  const other = times === "exact" ? "zone_assumed" : "exact";
  const { rows } = await client.query<{ id: string; scanned_at: Date }>(
    `SELECT id, scanned_at FROM imports WHERE tenant_id = $1 AND tool = $2 AND status = 'completed' AND counts->>'times' = $3
       AND scanned_at BETWEEN $4::timestamptz - interval '14 hours' AND $4::timestamptz + interval '14 hours' ORDER BY id DESC`,
    [tenantId, tool, other, seen.to],
  );
  const twin = rows.find((row) => isSameScan(row.scanned_at, seen.to));
  if (!twin) return seen;
  const shiftMs = twin.scanned_at.getTime() - seen.to.getTime();
  if (shiftMs === 0) return seen;
  if (times === "zone_assumed") return shiftStaged(client, seen, shiftMs);
  await correctStored(client, { tenantId, importId: twin.id, scannedAt: seen.to }, shiftMs);
  return seen;
}

/** The format without a zone may have whole seconds only. */
function isSameScan(one: Date, other: Date): boolean {
  const secondOf = (moment: Date) => Math.floor(moment.getTime() / 1000) * 1000;
  const apart = Math.abs(secondOf(one) - secondOf(other));
  return apart <= zonesMs && apart % quarterMs === 0;
}

async function shiftStaged(client: PoolClient, seen: SeenRange, shiftMs: number): Promise<SeenRange> {
  await client.query("UPDATE import_rows SET seen_at = seen_at + make_interval(secs => $1)", [shiftMs / 1000]);
  return { from: new Date(seen.from.getTime() + shiftMs), to: new Date(seen.to.getTime() + shiftMs) };
}

/** What was stored with an assumed zone gets the time that is known now. */
async function correctStored(
  client: PoolClient,
  twin: { tenantId: bigint; importId: string; scannedAt: Date },
  shiftMs: number,
): Promise<void> {
  const seconds = shiftMs / 1000;
  await client.query(
    `UPDATE findings f SET last_seen_at = s.seen_at, first_seen_at = CASE WHEN f.first_seen_at = f.last_seen_at THEN s.seen_at ELSE f.first_seen_at END
     FROM import_rows s WHERE f.tenant_id = $1 AND f.fingerprint = s.fingerprint AND f.last_seen_at = s.seen_at + make_interval(secs => $2)`,
    [twin.tenantId, seconds],
  );
  await client.query(
    `UPDATE imports SET scanned_at = $2, counts = jsonb_set(counts, '{seenFrom}',
       to_jsonb(to_char((counts->>'seenFrom')::timestamptz - make_interval(secs => $3), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
     WHERE id = $1`,
    [twin.importId, twin.scannedAt, seconds],
  );
}
