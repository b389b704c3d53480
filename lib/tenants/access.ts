import type { Actor } from "@/lib/auth/actor";
import type { Capability } from "@/lib/auth/capabilities";
import { findRights } from "@/lib/auth/policy";
import { inSystem } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { getTenantWithin, type TenantRef } from "@/lib/tenants/tenants";

/** A tenant and what the actor may do there, for pages that show a control disabled with the reason. */
export interface TenantAccess {
  tenant: TenantRef;
  can(capability: Capability): boolean;
}

/**
 * The tenant, if the actor has `capability` there, and the rest of what they may do. It decides nothing: every verb
 * asks the policy again.
 * @throws {AppError} not_found, forbidden.
 */
export async function getTenantAccess(actor: Actor, slug: string, capability: Capability): Promise<TenantAccess> {
  return inSystem(async (tx) => {
    const tenant = await getTenantWithin(tx, actor, slug, capability);
    const rights = await findRights(tx, actor, { workspaceId: tenant.workspaceId, tenantId: tenant.id });
    if (rights === null) throw notFound(`The tenant ${slug}`);
    return { tenant, can: rights };
  });
}
