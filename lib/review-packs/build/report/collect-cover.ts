import type { SectionFacts } from "@/lib/review-packs/build/collected";
import { decodePng } from "@/lib/review-packs/build/report/png-pixels";
import { shorten } from "@/lib/review-packs/build/report/shorten";
import type { Snapshot } from "@/lib/review-packs/build/snapshot";

interface CoverRow {
  tenant: string;
  entraTenantId: string | null;
  workspace: string;
  accent: string | null;
  png: Buffer | null;
  width: number | null;
  height: number | null;
  madeBy: string | null;
}

const coverSql = `SELECT t.name AS tenant, t.entra_tenant_id AS "entraTenantId", w.name AS workspace, w.accent, l.png, l.width, l.height,
    asked.initiated_by_name AS "madeBy"
  FROM tenants t JOIN workspaces w ON w.id = t.workspace_id
  LEFT JOIN workspace_logos l ON l.workspace_id = w.id
  LEFT JOIN review_packs asked ON asked.id = $2 AND asked.tenant_id = t.id
  WHERE t.id = $1`;

/** Names and look for the report's cover. It has no entry of its own. */
export async function collectCover({ claim, query, redactor }: Snapshot): Promise<SectionFacts> {
  const [row] = await query<CoverRow>(coverSql, [claim.tenant.id, claim.packId]);
  if (!row) throw new Error("The tenant is gone.");
  const { tenant, entraTenantId, workspace, accent, png, width, height } = row;
  const open = (name: string) => redactor?.publicName(name) ?? name;
  const cover = {
    tenant: shorten(open(tenant)),
    slug: open(claim.tenant.slug),
    entraTenantId,
    workspace: shorten(open(workspace)),
    accent,
    logo:
      png !== null && width !== null && height !== null && isPicture(png)
        ? { png: png.toString("base64"), width, height }
        : null,
    madeBy: shorten(redactor?.who(row.madeBy ?? "") ?? row.madeBy ?? ""),
  };
  return { report: { cover }, entries: [] };
}

/** A logo's chunks were checked when it was stored, its pixels were not: one that cannot be drawn is left out of both reports. */
function isPicture(png: Uint8Array): boolean {
  try {
    decodePng(png);
    return true;
  } catch {
    return false;
  }
}
