import { z } from "zod";

const count = z.coerce.number();

const source = z.object({
  source: z.string(),
  label: z.string(),
  state: z.string(),
  /** One sentence; empty when there is nothing to say. */
  detail: z.string().catch(""),
  rows: count.nullish(),
  captured_at: z.iso.datetime().nullish(),
});

const summary = z.object({
  findings_total: count.optional().catch(undefined),
  counts: z.object({ by_severity: z.record(z.string(), count).catch({}) }).catch({ by_severity: {} }),
  entries: z.array(z.object({ path: z.string(), bytes: count, rows: count.nullish(), sha256: z.string() })).catch([]),
  coverage: z.array(source).catch([]),
});

/** What a pack says about its contents (data-model.md, summary), as far as this page knows it. */
export type PackSummary = z.output<typeof summary>;

/** Reads a pack's summary; never throws, because packs of other versions are shown too. */
export function readSummary(json: Record<string, unknown>): PackSummary {
  return summary.parse(json);
}
