import type { Actor } from "@/lib/auth/actor";
import { inWorkspace, type Tx } from "@/lib/db";
import { describeChanges, findPreviousPack } from "@/lib/review-packs/changes-since";
import { fingerprintOf, type PackInputs, type Query, readInputs } from "@/lib/review-packs/fingerprint";
import { type PackView, toPackView } from "@/lib/review-packs/queries";
import { activeStatuses, type PackOptions } from "@/lib/review-packs/status";
import { getTenant } from "@/lib/tenants/tenants";

/** One source of a pack to be: what is there, how old it is, or that it is missing. */
export interface PreviewSource {
  type: string;
  label: string;
  /** ISO 8601 UTC, null when missing or when it has no age. */
  capturedAt: string | null;
  rows: number;
  state: "in" | "missing";
}

/** What Generate would do, said before it is pressed (ui.md, Generate dialog). */
export interface PackPreview {
  sources: PreviewSource[];
  /** The active pack with the same content, which one would get instead of a new one. */
  identical: PackView | null;
  sentence: string;
}

/** Reports that a pack is expected to hold, with their names for people. */
export const expectedReports = {
  entra_admin_roles: "Privileged roles",
  permission_posture: "Permission posture",
} as const;

/**
 * What a pack of the tenant would contain now, and whether there is one already. Writes nothing.
 * @throws {AppError} not_found, forbidden.
 */
export async function previewPack(actor: Actor, slug: string, options: PackOptions, now: Date): Promise<PackPreview> {
  const tenant = await getTenant(actor, slug, "review_pack.view");
  return inWorkspace(tenant.workspaceId, async (tx) => {
    const query: Query = (sql, values) => tx.$queryRawUnsafe(sql, ...values);
    const inputs = await readInputs(query, tenant.id, options, now);
    const row = await tx.reviewPack.findFirst({
      where: {
        tenantId: tenant.id,
        fingerprint: fingerprintOf(inputs),
        status: { in: [...activeStatuses] },
        OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
      },
      include: { tenant: { select: { slug: true, name: true } } },
    });
    const identical = row && toPackView(row);
    const sentence = identical
      ? identicalSentence(identical)
      : await describeChanges(tx, await findPreviousPack(tx, tenant.id), inputs);
    return { sources: await listSources(tx, tenant.id, inputs), identical, sentence };
  });
}

function identicalSentence(pack: PackView): string {
  if (pack.status !== "ready") return `#${pack.id} with the same content is being made: you will get that one.`;
  return `Nothing has changed since #${pack.id}: you will get that one.`;
}

async function listSources(tx: Tx, tenantId: bigint, inputs: PackInputs): Promise<PreviewSource[]> {
  const scans = await tx.$queryRaw<{ at: Date | null }[]>`
    SELECT max(coalesce(scanned_at, completed_at)) AS at FROM imports
    WHERE tenant_id = ${tenantId} AND status = 'completed' AND (counts->>'rows')::bigint > 0 AND tool IS DISTINCT FROM 'graph'`;
  const reports = await tx.storedReport.findMany({
    where: { id: { in: inputs.reports.map((report) => BigInt(report.id)) } },
    select: { type: true, capturedAt: true, rowCount: true },
  });
  const checked = await tx.tenant.findUniqueOrThrow({
    where: { id: tenantId },
    select: { rbacLastCheckedAt: true, rbacStatus: true },
  });
  const types = [...new Set([...Object.keys(expectedReports), ...reports.map((report) => report.type)])].sort();
  return [
    source("findings", "Findings", scans[0]?.at ?? null, inputs.findings.count, inputs.findings.count > 0),
    ...types.map((type) => {
      const report = reports.find((candidate) => candidate.type === type);
      const label = type in expectedReports ? expectedReports[type as keyof typeof expectedReports] : type;
      return source(type, label, report?.capturedAt ?? null, report?.rowCount ?? 0, report !== undefined);
    }),
    source("hardening", "Hardening", checked.rbacLastCheckedAt, 1, checked.rbacStatus !== "unknown"),
    ...(inputs.operations
      ? [source("operations", "Operations of the last 30 days", null, inputs.operations.count, true)]
      : []),
  ];
}

function source(type: string, label: string, capturedAt: Date | null, rows: number, isThere: boolean): PreviewSource {
  return {
    type,
    label,
    capturedAt: isThere ? (capturedAt?.toISOString() ?? null) : null,
    rows: isThere ? rows : 0,
    state: isThere ? "in" : "missing",
  };
}
