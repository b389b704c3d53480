import type { Actor } from "@/lib/auth/actor";
import { type Capability, roleIncludes, roles } from "@/lib/auth/capabilities";
import type { Tx } from "@/lib/db";
import { roleOn, visible } from "@/lib/overview/tenant-summaries";

/** A tenant that the actor is a member of, with what they may do there. */
export interface Place {
  id: bigint;
  slug: string;
  name: string;
  entraTenantId: string | null;
  workspaceName: string;
  can(capability: Capability): boolean;
}

/** Where the actor may look: every tenant of theirs, by workspace and name. Roles are read anew each time. */
export async function listPlaces(tx: Tx, actor: Actor): Promise<Place[]> {
  const rows = await tx.$queryRaw<(Omit<Place, "can"> & { role: string | null })[]>`
    SELECT t.id, t.slug, t.name, t.entra_tenant_id AS "entraTenantId", w.name AS "workspaceName", ${roleOn(actor)} AS role
    FROM tenants t JOIN workspaces w ON w.id = t.workspace_id
    WHERE ${visible(actor)} ORDER BY w.id, lower(t.name)`;
  return rows.map(({ role, ...place }) => {
    const known = roles.find((one) => one === role);
    return { ...place, can: (capability) => known !== undefined && roleIncludes(known, capability) };
  });
}

/** The ids of those places where the actor has the capability. */
export function placesWith(places: readonly Place[], capability: Capability): bigint[] {
  return places.filter((place) => place.can(capability)).map(({ id }) => id);
}
