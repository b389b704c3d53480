import { z } from "zod";

const count = z.coerce.number();

const source = z.object({
  source: z.string(),
  label: z.string(),
  state: z.string(),
  /** One sentence; empty when there is nothing to say. */
  detail: z.string().catch(""),
  rows: count.nullish(),
  rows_expected: count.nullish().catch(null),
  captured_at: z.iso.datetime().nullish(),
  age_days: count.nullish().catch(null),
  stale_after_days: count.nullish().catch(null),
});

const summary = z.object({
  findings_total: count.optional().catch(undefined),
  counts: z.object({ by_severity: z.record(z.string(), count).catch({}) }).catch({ by_severity: {} }),
  entries: z.array(z.object({ path: z.string(), bytes: count, rows: count.nullish(), sha256: z.string() })).catch([]),
  coverage: z.array(source).catch([]),
  /** The key of its signature, and the SHA-256 of the public key; packs of before there were signatures have none. */
  signed_by: z.object({ key_id: z.string(), public_key_sha256: z.string() }).nullish().catch(null),
});

/** What a pack says about its contents (data-model.md, summary), as far as this page knows it. */
export type PackSummary = z.output<typeof summary>;

/** Reads a pack's summary; never throws, because packs of other versions are shown too. */
export function readSummary(json: Record<string, unknown>): PackSummary {
  return summary.parse(json);
}
