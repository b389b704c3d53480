import type { FindingStatus, Severity } from "@/lib/findings/severity";

/**
 * How a finding differs between two places in the history (docs/pack.md, Changes). One that is new is only `new`; any
 * other is in at most one of accepted, reopened and resolved, and in severity_changed besides when its severity differs.
 * details_changed is for what changed in text or evidence alone.
 */
export const changeKinds = ["accepted", "details_changed", "new", "reopened", "resolved", "severity_changed"] as const;

export type ChangeKind = (typeof changeKinds)[number];

/** What a finding was and is. Null: it was not there. */
export interface NetChange {
  kind: ChangeKind;
  fromStatus: FindingStatus | null;
  status: FindingStatus;
  fromSeverity: Severity | null;
  severity: Severity;
}

/**
 * One row per finding and kind, from the history of a tenant ($1) after one event ($2) up to another ($3): what came
 * first says how the finding was, what came last how it is, and what went back and forth between leaves no row.
 * Columns: finding_id, kind, from_status, to_status, from_severity, to_severity; null where the history does not say,
 * because it stayed as it was. With `eventsMax` only that many events are read, so that the cost is bounded.
 */
export function netChangesSql(eventsMax?: number): string {
  return `SELECT folded.finding_id, k.kind, folded.from_status, folded.to_status, folded.from_severity, folded.to_severity
  FROM (
    SELECT finding_id, bool_or(kind = 'created') AS is_new,
      (array_agg(from_status ORDER BY id) FILTER (WHERE to_status IS NOT NULL))[1] AS from_status,
      (array_agg(to_status ORDER BY id DESC) FILTER (WHERE to_status IS NOT NULL))[1] AS to_status,
      (array_agg(from_severity ORDER BY id) FILTER (WHERE kind = 'severity_changed'))[1] AS from_severity,
      (array_agg(to_severity ORDER BY id DESC) FILTER (WHERE to_severity IS NOT NULL))[1] AS to_severity,
      bool_or(kind = 'content_changed') AS has_details
    FROM (SELECT * FROM finding_events WHERE tenant_id = $1 AND id > $2 AND id <= $3${eventsMax === undefined ? "" : ` ORDER BY id LIMIT ${eventsMax}`}) events
    GROUP BY finding_id
  ) folded
  CROSS JOIN LATERAL (
    SELECT CASE
        WHEN is_new THEN 'new'
        WHEN from_status = to_status THEN NULL
        ELSE CASE to_status WHEN 'resolved' THEN 'resolved' WHEN 'open' THEN 'reopened' WHEN 'accepted' THEN 'accepted' END
      END AS by_status,
      CASE WHEN NOT is_new AND from_severity <> to_severity THEN 'severity_changed' END AS by_severity
  ) net
  CROSS JOIN LATERAL (
    VALUES (by_status), (by_severity), (CASE WHEN by_status IS NULL AND by_severity IS NULL AND has_details THEN 'details_changed' END)
  ) k(kind)
  WHERE k.kind IS NOT NULL`;
}
