import type { Actor } from "@/lib/auth/actor";
import { inWorkspace } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { type FindingStatus, findingStatuses, type Severity, severities } from "@/lib/findings/severity";
import { getTenant } from "@/lib/tenants/tenants";
import { Prisma } from "@/prisma/client/client";

/** What an import did to findings, as its page lists them: the names of its counts. */
export const importChangeKinds = ["created", "changed", "reopened", "resolved"] as const;

export type ImportChangeKind = (typeof importChangeKinds)[number];

/** A finding that an import changed. */
export interface ImportChange {
  findingId: string;
  title: string;
  severity: Severity;
  /** As it is now: a later import may have changed it again. */
  status: FindingStatus;
  resource: string;
}

const events: Record<ImportChangeKind, readonly string[]> = {
  created: ["created"],
  changed: ["accepted", "severity_changed", "content_changed"],
  reopened: ["reopened"],
  resolved: ["resolved"],
};
const pageRows = 50;

/**
 * The findings that an import changed in one way, in the order of its history, by keyset. A finding of which several things
 * changed counts once, by the first of its events, as in the counts.
 * @throws {AppError} not_found, forbidden.
 */
export async function listImportChanges(
  actor: Actor,
  slug: string,
  { importId, kind, cursor }: { importId: string; kind: ImportChangeKind; cursor?: string | undefined },
): Promise<{ changes: ImportChange[]; next: string | null }> {
  const tenant = await getTenant(actor, slug, "import.view");
  if (!/^[1-9]\d{0,17}$/.test(importId)) throw notFound(`Import #${importId.slice(0, 20)}`);
  const after = cursor && /^[1-9]\d{0,17}$/.test(cursor) ? BigInt(cursor) : 0n;
  const rows = await inWorkspace(
    tenant.workspaceId,
    (tx) => tx.$queryRaw<ChangeRow[]>`
      SELECT e.id AS event_id, f.id, f.title, f.severity, f.status, coalesce(nullif(f.resource_name, ''), f.resource_id) AS resource
      FROM finding_events e JOIN findings f ON f.id = e.finding_id
      WHERE e.import_id = ${BigInt(importId)} AND e.tenant_id = ${tenant.id} AND e.id > ${after}
        AND e.kind IN (${Prisma.join([...events[kind]])})
        AND NOT EXISTS (SELECT FROM finding_events o WHERE o.finding_id = e.finding_id AND o.import_id = e.import_id AND o.id < e.id)
      ORDER BY e.id LIMIT ${pageRows + 1}`,
  );
  const changes = rows.slice(0, pageRows);
  return { changes: changes.map(toChange), next: rows.length > pageRows ? String(changes.at(-1)?.event_id) : null };
}

interface ChangeRow {
  event_id: bigint;
  id: bigint;
  title: string;
  severity: string;
  status: string;
  resource: string;
}

function toChange(row: ChangeRow): ImportChange {
  return {
    findingId: String(row.id),
    title: row.title,
    severity: severities.find((severity) => severity === row.severity) ?? "informational",
    status: findingStatuses.find((status) => status === row.status) ?? "open",
    resource: row.resource,
  };
}
