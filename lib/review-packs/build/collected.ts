import { z } from "zod";

const iso = z.iso.datetime();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().nonnegative();

/** Findings per severity, and in each per status. */
const severityCounts = z.record(z.string(), z.record(z.string(), count));

export const stagedEntrySchema = z.strictObject({
  path: z.string(),
  bytes: count,
  sha256,
  mediaType: z.string(),
  rows: count.nullable(),
});

/** What collect learned of the findings while it wrote them. */
export const findingsFactsSchema = z.strictObject({
  rows: count,
  /** Sum of the content hashes of the rows that were written (FindingsDigest). */
  digest: sha256,
  counts: severityCounts,
  /** Each tool that has findings, or that was imported and found nothing; `newestAt` is when it last looked, as far as known. */
  tools: z.array(z.strictObject({ tool: z.string(), rows: count, newestAt: iso.nullable() })),
});

export const reportFactsSchema = z.strictObject({
  type: z.string(),
  id: z.string(),
  source: z.string(),
  rows: count,
  contentHash: sha256,
  capturedAt: iso,
  isCapturedAtAssumed: z.boolean(),
  isComplete: z.boolean(),
});

export const hardeningFactsSchema = z.strictObject({ status: z.string(), lastCheckedAt: iso.nullable() });

/** Null when operations are left out. */
export const operationsFactsSchema = z.strictObject({ rows: count, windowStart: iso, windowEnd: iso }).nullable();

const inputsSchema = z.strictObject({
  tenantId: z.string(),
  options: z.strictObject({ includePii: z.boolean(), includeOperations: z.boolean() }),
  reports: z.array(z.strictObject({ type: z.string(), id: z.string(), contentHash: sha256 })),
  findings: z.strictObject({ count, digest: sha256, lastEventId: z.string() }),
  hardening: z.string(),
  operations: z.strictObject({ windowStart: z.string(), digest: z.string(), count }).nullable(),
});

/** What the snapshot gave: small enough for a step's result. The bulk is in the staging files that `entries` names. */
export const collectedSchema = z.strictObject({
  /** Folder of this reading's files on the exports disk. Each reading has its own, so that two never mix. */
  folder: z.string(),
  /** The one point in time of everything in the pack. */
  asOf: iso,
  /** Fingerprint of what was read, which the pack carries from now on. */
  fingerprint: sha256,
  inputs: inputsSchema,
  findings: findingsFactsSchema,
  reports: z.array(reportFactsSchema),
  hardening: hardeningFactsSchema,
  operations: operationsFactsSchema,
  entries: z.array(stagedEntrySchema),
});

/** What collect hands to render, assemble and verify. */
export type Collected = z.infer<typeof collectedSchema>;
export type FindingsFacts = z.infer<typeof findingsFactsSchema>;
export type ReportFacts = z.infer<typeof reportFactsSchema>;

/** What one section adds to Collected: its facts and its staged entries. */
export type SectionFacts = Partial<Pick<Collected, "findings" | "reports" | "hardening" | "operations">> &
  Pick<Collected, "entries">;
