import type { Severity } from "@/lib/findings/severity";
import type { ImportSource } from "@/lib/imports/source";

/** What recognition sees of a file: its build, and its first values. */
export type Sample =
  | { kind: "csv"; header: string[]; delimiter: string }
  | { kind: "json"; shape: "array" | "lines"; first: unknown }
  | {
      kind: "json";
      shape: "members";
      /** The members seen so far; of a list only the first element, as a list of one. */
      members: ReadonlyMap<string, unknown>;
      isWhole: boolean;
    };

/**
 * What a tool says about a check on a resource. `not_assessed` never opens and never resolves (import-formats.md); `passed` resolves
 * what we hold; `resolved` is a finding that its tool has closed: it is one even when we have not seen it open.
 */
export type Verdict = "open" | "accepted" | "resolved" | "passed" | "not_assessed";

/** One result of a check, in our words. */
export interface ImportedFinding {
  kind: "finding";
  /** Which record of the file, from 1. */
  row: number;
  /** Which tool reported it, in formats that hold more than one's; otherwise the importer's. */
  tool?: string;
  /** What makes it the same finding in the next scan; hashed into the fingerprint, together with the tool. */
  key: readonly string[];
  /** The fingerprint itself, where the file gives it: findings out of one of our packs. */
  fingerprint?: string;
  /** What a complete scan covers: absent from a scan of the same scope means gone. */
  scope: string;
  checkId: string;
  title: string;
  severity: Severity;
  verdict: Verdict;
  resourceType: string;
  resourceId: string;
  resourceName: string;
  seenAt: Date;
  /** When it was first seen, where the file says so. */
  firstSeenAt?: Date | undefined;
  /** Our names on top; what we have no name for stands below a member of the format's name. Nothing that differs in each scan. */
  evidence: Record<string, unknown>;
  remediation: string;
  /** `framework: requirement`, sorted. */
  compliance: string[];
  /** What its record says about the whole file, in formats that repeat it in each. */
  about?: FileFacts;
}

/** A stored report, or one part of it (import-formats.md, 7). */
export interface ImportedReport {
  kind: "report";
  type: string;
  /** Which of the answers that this report may be made of. */
  part: string;
  /** The answer, or the section of a file, as it came. */
  payload: unknown;
  rows: number;
  isComplete: boolean;
  /** Null when the file says nothing about when it was taken. */
  capturedAt: Date | null;
}

/** What a file says about itself. */
export interface FileFacts {
  kind: "facts";
  toolVersion?: string | undefined;
  /** The Entra tenant that the file is about, a GUID. */
  entraTenantId?: string | undefined;
  /** Records that are read but are no result: they count as rows. */
  otherRows?: number;
}

export type Imported = ImportedFinding | ImportedReport | FileFacts;

/** What an importer gets: the file, and what the file may leave open. */
export interface ImporterInput {
  source: ImportSource;
  sample: Sample;
  /** IANA name of the tenant's time zone, for files without one. */
  timeZone: string;
  /** What the person entered, else the time of import: for files without a date. */
  capturedAt: Date;
}

export type TimesKnown = "exact" | "zone_assumed" | "undated";

/**
 * What a file's findings are. A scan: what it covers and does not hold any more is gone. In all others absence says nothing. An
 * excerpt: some checks of a scan, each whole; events: findings as they came about; a copy: findings out of one of our packs;
 * references: requirements for the findings of scans.
 */
export type Holding = "scan" | "excerpt" | "events" | "copy" | "references";

/** One format: one file in formats/, and one line in importers.ts. */
export interface Importer {
  /** Name of the format, for example prowler-ocsf. */
  format: string;
  tool: string;
  /** Words for people. */
  label: string;
  /**
   * How the file's times are known: from the file; from the file, without a zone; or not at all (then capturedAt counts).
   */
  times: TimesKnown;
  /** What its findings are; a scan unless said. */
  holds?: Holding;
  /** Whether requirements of frameworks that a file does not speak of stay with a finding: another format of the tool gives them. */
  keepsFrameworks?: boolean;
  /** Members of evidence that only the tool's other format gives: an import of this one leaves them as they are. */
  keepsEvidence?: readonly string[];
  recognises(sample: Sample): boolean;
  read(input: ImporterInput): AsyncGenerator<Imported>;
}
