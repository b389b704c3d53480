import { pseudonymisedFingerprint } from "@/lib/findings/pseudonymised";
import type { ChangedFinding, HardeningFlip, SourceChange } from "@/lib/review-packs/build/changes-facts";
import type { FindingValues } from "@/lib/review-packs/build/finding-rows";
import { redactFinding } from "@/lib/review-packs/build/redact/finding";
import type { Names } from "@/lib/review-packs/build/redact/names";
import { redactPart, redactReport } from "@/lib/review-packs/build/redact/report";
import type { hardeningColumns } from "@/lib/review-packs/fingerprint";
import type { Expectations } from "@/lib/sources/expectations";

type HardeningColumn = (typeof hardeningColumns)[number];

/**
 * What a pack without people's data is written through (pack.md, include_pii = false). Each section hands its rows over before
 * it writes them; each row is made anew, member by member, so that one nobody thought of does not get out.
 */
export class Redactor {
  readonly #names: Names;

  constructor(names: Names) {
    this.#names = names;
  }

  finding(values: FindingValues): FindingValues {
    return redactFinding(this.#names, values);
  }

  changedFinding(of: ChangedFinding): ChangedFinding {
    const names = this.#names;
    const own = names.ownOf({
      resourceId: of.resource_id,
      resourceName: of.resource_name,
      resourceType: of.resource_type,
    });
    return {
      check_id: names.identifier("check", of.check_id),
      fingerprint: pseudonymisedFingerprint + names.pseudonyms.hash(of.fingerprint),
      from_severity: of.from_severity,
      from_status: of.from_status,
      id: of.id,
      resource_id: own.resourceId,
      resource_name: own.resourceName,
      resource_type: names.word(of.resource_type),
      severity: of.severity,
      source: names.source(of.source),
      status: of.status,
      title: names.repeatedText(of.title, own),
    };
  }

  /** The name of a source or of a type of report. */
  source(source: string): string {
    return this.#names.source(source);
  }

  /** What is expected of sources, by their names. */
  expectations({ staleAfterDays, sources }: Expectations): Expectations {
    const named = Object.entries(sources).map(([source, expected]) => [this.source(source), expected] as const);
    return { staleAfterDays, sources: Object.fromEntries(named) };
  }

  /** A stored report's payload. The roles and permissions that are read of it have pseudonyms then. */
  report(type: string, payload: unknown): unknown {
    return redactReport(this.#names, type, payload);
  }

  /** Where a stored report is from: "graph", or "graph/<part>" for one that is a single answer. */
  reportSource(source: string): string {
    const [tool = "", ...part] = source.split("/");
    return [tool, ...part.map((name) => redactPart(this.#names, name))].join("/");
  }

  sourceChange({ source, state, from, to }: SourceChange): SourceChange {
    const seen = (one: SourceChange["from"]) =>
      one && {
        captured_at: one.captured_at,
        content_hash: one.content_hash === null ? null : this.#names.pseudonyms.hash(one.content_hash),
      };
    return { source: this.source(source), state, from: seen(from), to: seen(to) };
  }

  /** The text of a column of the tenant's hardening. */
  hardening(column: HardeningColumn, value: unknown): unknown {
    const rule = hardeningRules[column];
    if (value === null || rule === "kept") return value;
    if (rule === "texts") return Array.isArray(value) ? value.map((one) => this.#warning(one)) : [];
    if (typeof value !== "string") return null;
    switch (rule) {
      case "text":
        return this.#names.text(value);
      case "word":
        return this.#names.wordOr("object", value);
      case "name":
        return this.#names.name("object", value);
    }
  }

  hardeningFlip({ field, from, to }: HardeningFlip): HardeningFlip {
    const column = field as HardeningColumn;
    return {
      field,
      from: this.hardening(column, from) as HardeningFlip["from"],
      to: this.hardening(column, to) as HardeningFlip["to"],
    };
  }

  /** Who did something. What TenantPilot does by itself is nobody's. */
  who(name: string): string {
    return name === "TenantPilot" ? name : this.#names.name("person", name);
  }

  /** A type of operation, such as tenant.import. */
  type(type: string): string {
    return this.#names.wordOr("name", type);
  }

  text(text: string): string {
    return this.#names.text(text);
  }

  /** Counts by name: of others than numbers nothing is left. */
  counts(counts: Record<string, unknown>): Record<string, unknown> {
    const harmless = Object.entries(counts).filter(
      ([name, value]) => (typeof value === "number" || typeof value === "boolean") && this.#names.word(name) !== "",
    );
    return Object.fromEntries(harmless);
  }

  /** The name of the tenant or the workspace. */
  publicName(name: string): string {
    return this.#names.publicName(name);
  }

  #warning(warning: unknown): unknown {
    return this.#names.text(typeof warning === "string" ? warning : JSON.stringify(warning));
  }
}

const hardeningRules: Readonly<Record<HardeningColumn, "kept" | "word" | "name" | "text" | "texts">> = {
  // The table's CHECK lets five words in, and times are times.
  rbac_status: "kept",
  rbac_last_setup_at: "kept",
  rbac_last_checked_at: "kept",
  rbac_status_reason: "text",
  rbac_scope_mode: "word",
  rbac_scope_id: "name",
  rbac_group_id: "name",
  rbac_group_name: "name",
  rbac_role_definition_id: "name",
  rbac_role_display_name: "name",
  rbac_role_assignment_id: "name",
  rbac_last_warnings: "texts",
};
