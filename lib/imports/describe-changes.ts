import type { PoolClient } from "pg";
import { z } from "zod";
import { severities } from "@/lib/findings/severity";

/** What may become of a finding, the loudest first; `changed` is what is neither of the others. */
export const changeKinds = ["created", "reopened", "accepted", "changed", "resolved"] as const;

export type ChangeKind = (typeof changeKinds)[number];

/** What the counts of an import do not say, as it is kept with a preview. */
export const changeDetailsSchema = z.object({
  /** Findings that would be resolved because they are not in the file any more. */
  gone: z.number(),
  /** Findings of what was scanned that are not in the file either, and would stay as they are: their checks were not run. */
  left: z.number(),
  /** The file is older than a scan of the same that came in before. */
  isOlder: z.boolean(),
  /** How many of each severity would be new. */
  newBySeverity: z.partialRecord(z.enum(severities), z.number()),
  /** A few of each kind, the worst first. */
  examples: z.array(
    z.object({ kind: z.enum(changeKinds), severity: z.enum(severities), title: z.string(), resource: z.string() }),
  ),
});

/** What the counts of an import do not say. */
export type ChangeDetails = z.infer<typeof changeDetailsSchema>;

const noDetails: ChangeDetails = { gone: 0, left: 0, isOlder: false, newBySeverity: {}, examples: [] };
const examplesOfKind = 5;

/** Describes what was planned and written in this transaction, as long as its temporary tables are there. */
export async function describeChanges(client: PoolClient, tenantId: bigint, tool: string): Promise<ChangeDetails> {
  const { rows } = await client.query("SELECT to_regclass('pg_temp.import_changes') AS planned");
  if (rows[0]?.planned === null) return noDetails;
  const { rows: sums } = await client.query(sumsSql, [tenantId, tool]);
  const { rows: severityRows } = await client.query<{ severity: string; count: number }>(severitiesSql);
  const { rows: examples } = await client.query(examplesSql, [examplesOfKind, [...severities]]);
  return changeDetailsSchema.parse({
    ...sums[0],
    newBySeverity: Object.fromEntries(severityRows.map(({ severity, count }) => [severity, count])),
    examples,
  });
}

const sumsSql = `
  SELECT
    (SELECT count(*) FROM import_changes WHERE action = 'resolve' AND row IS NULL)::int AS gone,
    (SELECT count(*) FROM findings f JOIN import_scopes c ON c.scope = f.scope AND c.is_assessed
     WHERE f.tenant_id = $1 AND f.source = $2 AND f.status <> 'resolved' AND f.last_seen_at < c.seen_at
       AND NOT EXISTS (SELECT FROM import_rows s WHERE s.fingerprint = f.fingerprint))::int AS left,
    EXISTS (SELECT FROM import_scopes WHERE newest_at > seen_at) AS "isOlder"`;

const severitiesSql = `
  SELECT to_severity AS severity, count(*)::int AS count FROM import_changes WHERE action = 'create' GROUP BY to_severity`;

// Chosen first and looked up then: of a hundred thousand changes a handful is read.
const examplesSql = `
  WITH kinds AS MATERIALIZED (
    SELECT row, finding_id, to_severity, CASE
      WHEN action = 'create' THEN 'created'
      WHEN action = 'resolve' THEN 'resolved'
      WHEN action = 'update' AND to_status = 'open' AND from_status <> 'open' THEN 'reopened'
      WHEN action = 'update' AND to_status = 'accepted' AND from_status <> 'accepted' THEN 'accepted'
      WHEN action = 'update' THEN 'changed'
    END AS kind
    FROM import_changes
  ), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY kind ORDER BY array_position($2::text[], to_severity), row, finding_id) AS place
    FROM kinds WHERE kind IS NOT NULL
  )
  SELECT r.kind, r.to_severity AS severity, coalesce(s.title, f.title) AS title,
    coalesce(nullif(s.resource_name, ''), nullif(s.resource_id, ''), nullif(f.resource_name, ''), f.resource_id, '') AS resource
  FROM ranked r LEFT JOIN import_rows s ON s.row = r.row LEFT JOIN findings f ON f.id = r.finding_id
  WHERE r.place <= $1 ORDER BY r.kind, r.place`;
