import { type Actor, isHouse } from "@/lib/auth/actor";
import { roleIncludes, roles } from "@/lib/auth/capabilities";
import { inSystem } from "@/lib/db";
import type { Query } from "@/lib/review-packs/fingerprint";
import { type PackStatus, packStatuses } from "@/lib/review-packs/status";
import { readSources } from "@/lib/sources/read-sources";
import { type SourceStanding, standingsOf, type TenantSources } from "@/lib/sources/standing";
import { Prisma } from "@/prisma/client/client";

/** A tenant on the page of all tenants (ui.md, Pages): enough to see which one wants attention. */
export interface TenantSummary {
  slug: string;
  name: string;
  workspaceName: string;
  workspaceSlug: string;
  /** Whether the actor may make packs here. */
  canManagePacks: boolean;
  lastPack: { id: string; status: PackStatus /** ISO 8601 UTC. */; at: string } | null;
  openCritical: number;
  openHigh: number;
  /** By how many the open critical and high findings have grown since the newest finished pack; null without one. */
  openTrend: number | null;
  /** Every source that there is or that is missed, by name. */
  sources: SourceFreshness[];
}

/** How fresh one source of a tenant is. */
export type SourceFreshness = Pick<SourceStanding, "label" | "state" | "capturedAt">;

interface Row {
  id: bigint;
  slug: string;
  name: string;
  workspace_name: string;
  workspace_slug: string;
  role: string | null;
  pack_id: bigint | null;
  pack_status: string | null;
  pack_at: Date | null;
  critical: number;
  high: number;
  packed: number | null;
}

/**
 * The tenants that the actor is a member of, by workspace and name, in four queries whatever their number. A ready pack
 * past its date is expired.
 */
export async function listTenantSummaries(actor: Actor, now: Date): Promise<TenantSummary[]> {
  return inSystem(async (tx) => {
    const rows = await tx.$queryRaw<Row[]>`
      SELECT t.id, t.slug, t.name, w.name AS workspace_name, w.slug AS workspace_slug, ${roleOn(actor)} AS role, p.id AS pack_id, p.at AS pack_at,
        CASE WHEN p.status = 'ready' AND NOT p.is_legal_hold AND p.expires_at <= ${now} THEN 'expired' ELSE p.status END AS pack_status,
        f.critical, f.high, o.packed
      FROM tenants t
      JOIN workspaces w ON w.id = t.workspace_id
      LEFT JOIN LATERAL (
        SELECT id, status, expires_at, is_legal_hold, coalesce(generated_at, created_at) AS at FROM review_packs
        WHERE tenant_id = t.id ORDER BY id DESC LIMIT 1) p ON true
      LEFT JOIN LATERAL (
        SELECT (summary #>> '{counts,by_severity_and_status,critical,open}')::int
          + (summary #>> '{counts,by_severity_and_status,high,open}')::int AS packed
        FROM review_packs WHERE workspace_id = t.workspace_id AND tenant_id = t.id AND generated_at IS NOT NULL
        ORDER BY generated_at DESC LIMIT 1) o ON true
      CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE severity = 'critical')::int AS critical, count(*) FILTER (WHERE severity = 'high')::int AS high
        FROM findings WHERE tenant_id = t.id AND status = 'open' AND severity IN ('critical', 'high')) f
      WHERE ${visible(actor)}
      ORDER BY w.id, lower(t.name)`;
    const query: Query = (sql, values) => tx.$queryRawUnsafe(sql, ...values);
    const sources = await readSources(
      query,
      rows.map(({ id }) => id),
    );
    return rows.map((row) => summary(row, sources.get(row.id), now));
  });
}

/** As SQL over the tenant `t`: whether the actor is a member of it or of its workspace. Pages ask this, so a token sees nothing by it. */
export function visible(actor: Actor): Prisma.Sql {
  if (isHouse(actor)) return Prisma.sql`true`;
  if (actor.kind === "token") return Prisma.sql`false`;
  return Prisma.sql`EXISTS (
    SELECT FROM memberships m WHERE m.user_id = ${actor.userId} AND m.workspace_id = t.workspace_id
      AND (m.tenant_id IS NULL OR m.tenant_id = t.id))`;
}

/** As SQL over the tenant `t`: the actor's role there, that of a membership on the tenant before the workspace's. */
export function roleOn(actor: Actor): Prisma.Sql {
  if (isHouse(actor)) return Prisma.sql`'owner'`;
  if (actor.kind === "token") return Prisma.sql`NULL`;
  return Prisma.sql`(
    SELECT m.role FROM memberships m WHERE m.user_id = ${actor.userId} AND m.workspace_id = t.workspace_id
      AND (m.tenant_id IS NULL OR m.tenant_id = t.id) ORDER BY m.tenant_id NULLS LAST LIMIT 1)`;
}

function summary(row: Row, sources: TenantSources | undefined, now: Date): TenantSummary {
  const standings = sources ? standingsOf(sources, now) : [];
  const role = roles.find((known) => known === row.role);
  const status = packStatuses.find((known) => known === row.pack_status);
  return {
    slug: row.slug,
    name: row.name,
    workspaceName: row.workspace_name,
    workspaceSlug: row.workspace_slug,
    canManagePacks: role !== undefined && roleIncludes(role, "review_pack.manage"),
    lastPack:
      row.pack_id && status && row.pack_at ? { id: String(row.pack_id), status, at: row.pack_at.toISOString() } : null,
    openCritical: row.critical,
    openHigh: row.high,
    openTrend: row.packed === null ? null : row.critical + row.high - row.packed,
    sources: standings.map(({ label, state, capturedAt }) => ({ label, state, capturedAt })),
  };
}
