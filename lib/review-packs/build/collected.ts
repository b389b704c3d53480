import { z } from "zod";
import { reportGaps } from "@/lib/reports/report-gap";
import { changesFactsSchema } from "@/lib/review-packs/build/changes-facts";
import type { ReportMaterial } from "@/lib/review-packs/build/report/material";
import { hardeningColumns } from "@/lib/review-packs/fingerprint";
import { expectationsSchema } from "@/lib/sources/expectations";

const iso = z.iso.datetime();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().nonnegative();

/** Findings per severity, and in each per status. */
const severityCounts = z.record(z.string(), z.record(z.string(), count));

export const stagedEntrySchema = z.strictObject({
  path: z.string(),
  bytes: count,
  sha256,
  crc32: count,
  mediaType: z.string(),
  rows: count.nullable(),
  packed: z.strictObject({ bytes: count, sha256 }),
});

/** What collect learned of the findings while it wrote them. */
export const findingsFactsSchema = z.strictObject({
  rows: count,
  /** Sum of the content hashes of the rows that were written (FindingsDigest). */
  digest: sha256,
  counts: severityCounts,
  /** Each tool that has findings, or that was imported and found nothing; `newestAt` is when it last looked, as far as known. */
  tools: z.array(
    z.strictObject({ tool: z.string(), rows: count, newestAt: iso.nullable(), hasWholeScan: z.boolean() }),
  ),
});

export const reportFactsSchema = z.strictObject({
  type: z.string(),
  id: z.string(),
  source: z.string(),
  rows: count,
  contentHash: sha256,
  isComplete: z.boolean(),
  // How it stands as a source (lib/sources/standing.ts, SourceSeen).
  capturedAt: iso,
  isCapturedAtAssumed: z.boolean(),
  gap: z.enum(reportGaps).nullable(),
  rowsExpected: count.nullable(),
  oldestList: z.string().nullable(),
  hasWholeScan: z.boolean(),
  refused: z.array(z.strictObject({ label: z.string(), isKept: z.boolean() })),
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
  hardeningFields: z.record(z.enum(hardeningColumns), z.json()),
  expectations: expectationsSchema,
  notRead: z.array(z.string()),
  cover: sha256,
  operations: z.strictObject({ windowStart: z.string(), digest: z.string(), count }).nullable(),
  pseudonyms: sha256.nullable(),
});

/** The key that the pack is signed with, and the address where its public part is had: chosen once, so that a retry signs alike. */
export const signingFactsSchema = z.strictObject({ keyId: z.string(), fingerprint: sha256, issuer: z.url() });

/** The newest event of the workspace's audit at as_of; null before the first. */
export const auditHeadSchema = z.strictObject({ seq: z.int().positive(), hash: sha256 }).nullable();

/** What the snapshot gave: small enough for a step's result. The bulk is in the staging files that `entries` names. */
export const collectedSchema = z.strictObject({
  /** Folder of this reading's files on the exports disk. Each reading has its own, so that two never mix. */
  folder: z.string(),
  /** The one point in time of everything in the pack. */
  asOf: iso,
  /** Fingerprint of what was read, which the pack carries from now on. */
  fingerprint: sha256,
  inputs: inputsSchema,
  signing: signingFactsSchema,
  auditHead: auditHeadSchema,
  findings: findingsFactsSchema,
  reports: z.array(reportFactsSchema),
  hardening: hardeningFactsSchema,
  operations: operationsFactsSchema,
  changes: changesFactsSchema,
  /** SHA-256 of the staged material of report.html and report.pdf. */
  reportMaterial: sha256,
  /** SHA-256 of the staged list of what the finished pack is searched for; null with people's data. */
  personalValues: sha256.nullable(),
  entries: z.array(stagedEntrySchema),
});

/** What collect hands to render, assemble and verify. */
export type Collected = z.infer<typeof collectedSchema>;
export type FindingsFacts = z.infer<typeof findingsFactsSchema>;
export type ReportFacts = z.infer<typeof reportFactsSchema>;
export type SigningFacts = z.infer<typeof signingFactsSchema>;

type CollectedFacts = Partial<Pick<Collected, "findings" | "reports" | "hardening" | "operations" | "changes">> &
  Pick<Collected, "entries">;

/** What one section adds: its facts and its staged entries to Collected, and what the report says of it. */
export interface SectionFacts extends CollectedFacts {
  report?: Partial<ReportMaterial>;
}
