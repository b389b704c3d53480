import type { Actor } from "@/lib/auth/actor";
import { inSystem } from "@/lib/db";
import { type Retention, retentionOf } from "@/lib/workspaces/retention";
import { getWorkspaceWithin, type WorkspaceAccess } from "@/lib/workspaces/workspaces";

/** What a workspace has set for itself, for the settings pages. */
export interface WorkspaceSettings {
  retention: Retention;
  /** Days for which imported files are kept; 0: not at all. */
  keptInputDays: number;
  /** #rrggbb, or null for the product's own. */
  accent: string | null;
  logo: { sha256: string; width: number; height: number; bytes: number } | null;
  people: number;
  owners: number;
  tenants: number;
}

/**
 * What the workspace has set. For those who make packs (review_pack.manage): retention and look are those of their packs.
 * @throws {AppError} not_found, forbidden.
 */
export async function getWorkspaceSettings(
  actor: Actor,
  slug: string | undefined,
): Promise<{ access: WorkspaceAccess; settings: WorkspaceSettings }> {
  return inSystem(async (tx) => {
    const access = await getWorkspaceWithin(tx, actor, slug, "review_pack.manage");
    const workspaceId = access.workspace.id;
    const row = await tx.workspace.findUniqueOrThrow({
      where: { id: workspaceId },
      select: {
        retentionDays: true,
        keptInputDays: true,
        accent: true,
        logo: { select: { sha256: true, width: true, height: true } },
        _count: { select: { tenants: true } },
      },
    });
    const [size] = row.logo
      ? await tx.$queryRaw<{ bytes: number }[]>`
          SELECT octet_length(png) AS bytes FROM workspace_logos WHERE workspace_id = ${workspaceId}`
      : [];
    const people = await tx.membership.findMany({
      where: { workspaceId },
      distinct: ["userId"],
      select: { userId: true },
    });
    return {
      access,
      settings: {
        retention: retentionOf(row.retentionDays),
        keptInputDays: row.keptInputDays,
        accent: row.accent,
        logo: row.logo && { ...row.logo, bytes: size?.bytes ?? 0 },
        people: people.length,
        owners: await tx.membership.count({ where: { workspaceId, tenantId: null, role: "owner" } }),
        tenants: row._count.tenants,
      },
    };
  });
}
