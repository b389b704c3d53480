import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import type { PackOptions } from "@/lib/review-packs/status";
import { type Expectations, expectationsFrom } from "@/lib/sources/expectations";

/** Runs SQL and gives rows: a pg client or a Prisma transaction, so that the click and collect ask the same questions. */
export type Query = <T>(sql: string, values: unknown[]) => Promise<T[]>;

/** What a pack is made from, by input (generation.md, Request 2). Kept with the pack, to say later what has changed. */
export interface PackInputs {
  tenantId: string;
  options: PackOptions;
  /** The newest stored report of each type, by type. */
  reports: { type: string; id: string; contentHash: string }[];
  /** Sum of the findings' content hashes; lastEventId marks a place in their history and is not hashed. */
  findings: { count: number; digest: string; lastEventId: string };
  /** Hash of the hardening's columns, and the columns themselves: these are not hashed again, but say later what flipped. */
  hardening: string;
  hardeningFields: HardeningFields;
  /** What the coverage is judged by. */
  expectations: Expectations;
  /** The lists that Microsoft Graph refused at the last fetch, by name: the coverage says so. */
  notRead: string[];
  /** Hash of the names and the look that the report's cover has. */
  cover: string;
  /** Null when operations are left out. */
  operations: { windowStart: string; digest: string; count: number } | null;
  /**
   * Of a pack without people's data: a hash of the secret and the rules that its pseudonyms are made by. Nobody who has the pack
   * can try out what its fingerprint was made from. Null with people's data.
   */
  pseudonyms: string | null;
}

/** The tenant's RBAC-hardening columns as hardening.json has them: times are ISO 8601 UTC. */
export type HardeningFields = Record<(typeof hardeningColumns)[number], unknown>;

// Another one than that of packs which had less in them (2: no report, 1: no changes.json and no expectations), or whose coverage was
// judged otherwise (3: by the newest answer of a report, and any file of a tool): those are not given back as the same.
const fingerprintVersion = 4;

/** Raised when other values go into packs without people's data, or go in otherwise: those of before are not given back as the same. */
const redactionVersion = 2;

const dayMs = 86_400_000;
const operationsDays = 30;

/** The window of operations: the last 30 days, beginning at a UTC midnight so that it moves once a day. */
export function operationsWindow(now: Date): { start: Date; end: Date } {
  const today = Math.floor(now.getTime() / dayMs) * dayMs;
  return { start: new Date(today - operationsDays * dayMs), end: now };
}

/** Which runs belong into a pack: ended ones, and never the packs' own, or a pack would change its own inputs. */
export const operationsInPackSql =
  "tenant_id = $1 AND created_at >= $2 AND status = 'completed' AND type <> 'tenant.review_pack.generate'";

/**
 * SHA-256 over the canonical inputs, as 64 hex digits. The place in the history and the window's start are not content;
 * neither is the pack before it (docs/decisions/020).
 */
export function fingerprintOf(inputs: PackInputs): string {
  const { findings, operations } = inputs;
  const hashed = {
    version: fingerprintVersion,
    tenant: inputs.tenantId,
    options: inputs.options,
    reports: inputs.reports,
    findings: { count: findings.count, digest: findings.digest },
    hardening: inputs.hardening,
    expectations: inputs.expectations,
    notRead: inputs.notRead,
    cover: inputs.cover,
    operations: operations && { count: operations.count, digest: operations.digest },
    ...(inputs.pseudonyms === null ? {} : { pseudonyms: inputs.pseudonyms }),
  };
  return sha256(canonicalize(hashed) ?? "");
}

/** Reads the inputs in one query of index look-ups, whatever the number of findings (docs/decisions/004). */
export async function readInputs(query: Query, tenantId: bigint, options: PackOptions, now: Date): Promise<PackInputs> {
  const { start } = operationsWindow(now);
  const [row] = await query<InputsRow>(inputsSql, [tenantId, start, options.includeOperations]);
  if (!row) throw new Error(`There is no tenant ${tenantId}.`);
  const digest = row.lanes.map((lane) => BigInt(lane).toString(16).padStart(16, "0")).join("");
  return {
    tenantId: String(tenantId),
    options,
    reports: row.reports,
    findings: { count: Number(row.findings), digest, lastEventId: row.lastEventId },
    hardening: sha256(row.hardening),
    hardeningFields: withIsoTimes(row.hardeningFields),
    expectations: expectationsFrom(row.expectations),
    notRead: row.notRead,
    cover: sha256(row.cover),
    operations: options.includeOperations
      ? { windowStart: start.toISOString(), digest: sha256(row.operations), count: Number(row.operationsCount) }
      : null,
    pseudonyms: options.includePii ? null : pseudonymsOf(row),
  };
}

function pseudonymsOf({ pseudonymSecret }: Pick<InputsRow, "pseudonymSecret">): string {
  return sha256(`pseudonyms, rules ${redactionVersion}: ${pseudonymSecret}`);
}

/** PostgreSQL prints times inside JSON in a form of its own. */
function withIsoTimes(fields: HardeningFields): HardeningFields {
  const iso = (at: unknown) => (typeof at === "string" ? new Date(at).toISOString() : null);
  return {
    ...fields,
    rbac_last_setup_at: iso(fields.rbac_last_setup_at),
    rbac_last_checked_at: iso(fields.rbac_last_checked_at),
  };
}

interface InputsRow {
  reports: PackInputs["reports"];
  findings: string;
  lanes: string[];
  lastEventId: string;
  hardening: string;
  hardeningFields: HardeningFields;
  expectations: unknown;
  notRead: string[];
  cover: string;
  pseudonymSecret: string;
  operations: string;
  operationsCount: string;
}

/** The tenant's RBAC-hardening columns, under the names that hardening.json gives them. */
export const hardeningColumns = [
  "rbac_status",
  "rbac_status_reason",
  "rbac_scope_mode",
  "rbac_scope_id",
  "rbac_group_id",
  "rbac_group_name",
  "rbac_role_definition_id",
  "rbac_role_display_name",
  "rbac_role_assignment_id",
  "rbac_last_setup_at",
  "rbac_last_checked_at",
  "rbac_last_warnings",
] as const;

const inputsSql = `SELECT
  (SELECT coalesce(jsonb_agg(jsonb_build_object('type', type, 'id', id::text, 'contentHash', content_hash) ORDER BY type), '[]') FROM (
    SELECT DISTINCT ON (type) type, id, content_hash FROM stored_reports WHERE tenant_id = $1 ORDER BY type, captured_at DESC, id DESC) newest) AS reports,
  coalesce(c.findings_count, 0)::text AS findings,
  ARRAY[coalesce(c.lane0, 0)::text, coalesce(c.lane1, 0)::text, coalesce(c.lane2, 0)::text, coalesce(c.lane3, 0)::text] AS lanes,
  coalesce((SELECT max(id) FROM finding_events WHERE tenant_id = $1), 0)::text AS "lastEventId",
  jsonb_build_array(${hardeningColumns.map((column) => `t.${column}`).join(", ")})::text AS hardening,
  jsonb_build_object(${hardeningColumns.map((column) => `'${column}', t.${column}`).join(", ")}) AS "hardeningFields",
  t.source_expectations AS expectations,
  coalesce((SELECT g.not_read FROM graph_connections g WHERE g.tenant_id = t.id), '{}') AS "notRead",
  jsonb_build_array(t.name, t.entra_tenant_id, w.name, w.accent, (SELECT l.sha256 FROM workspace_logos l WHERE l.workspace_id = w.id))::text AS cover,
  (SELECT encode(sha256(p.secret), 'hex') FROM tenant_pseudonym_secrets p WHERE p.tenant_id = t.id) AS "pseudonymSecret",
  ran.content AS operations, ran.count::text AS "operationsCount"
FROM tenants t JOIN workspaces w ON w.id = t.workspace_id LEFT JOIN tenant_contents c ON c.tenant_id = t.id
CROSS JOIN LATERAL (SELECT count(*) AS count, coalesce(string_agg(jsonb_build_array(id, type, outcome, initiated_by_name, summary_counts,
    failure_reason, created_at, started_at, completed_at)::text, ',' ORDER BY id), '') AS content
  FROM operation_runs WHERE $3 AND ${operationsInPackSql}) ran
WHERE t.id = $1`;

const laneCount = 4;
const laneBytes = 8;
// 2^21 additions of 32-bit halves stay below 2^53.
const addsBeforeFold = 2 ** 21;

/**
 * The findings' digest from the rows themselves: what the database's accumulator holds, computed by collect from what it
 * streams. The order of the rows does not matter.
 */
export class FindingsDigest {
  #high = new Float64Array(laneCount);
  #low = new Float64Array(laneCount);
  #count = 0;
  readonly #bytes = Buffer.alloc(laneCount * laneBytes);

  /** Rows added so far. */
  get count(): number {
    return this.#count;
  }

  /** Adds one finding's content hash, 64 hex digits. */
  add(contentHash: string): void {
    const bytes = this.#bytes;
    if (bytes.write(contentHash, "hex") !== bytes.length) throw new Error("A content hash is not 64 hex digits.");
    for (let lane = 0; lane < laneCount; lane++) {
      this.#high[lane] = (this.#high[lane] ?? 0) + bytes.readUInt32BE(lane * laneBytes);
      this.#low[lane] = (this.#low[lane] ?? 0) + bytes.readUInt32BE(lane * laneBytes + 4);
    }
    this.#count += 1;
    if (this.#count % addsBeforeFold === 0) this.#fold();
  }

  /** The four lanes, modulo 2^64, as 64 hex digits. */
  digest(): string {
    this.#fold();
    const lanes = Array.from({ length: laneCount }, (_, lane) => [this.#high[lane] ?? 0, this.#low[lane] ?? 0]);
    return lanes.flatMap((halves) => halves.map((half) => half.toString(16).padStart(8, "0"))).join("");
  }

  #fold(): void {
    for (let lane = 0; lane < laneCount; lane++) {
      const low = this.#low[lane] ?? 0;
      this.#low[lane] = low % 2 ** 32;
      this.#high[lane] = ((this.#high[lane] ?? 0) + Math.floor(low / 2 ** 32)) % 2 ** 32;
    }
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
