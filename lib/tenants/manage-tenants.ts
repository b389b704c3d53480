import { recordAudit } from "@/lib/audit/record";
import type { Actor } from "@/lib/auth/actor";
import { inSystem, type Tx } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { getTenantWithin, type TenantRef, visibleTo } from "@/lib/tenants/tenants";
import { checkName, checkSlug, getWorkspaceWithin, type WorkspaceAccess } from "@/lib/workspaces/workspaces";

/** What people say about a tenant. */
export interface TenantFields {
  name: string;
  /** Its id in Microsoft Entra, a UUID; imports are checked against it. Null or empty: not known. */
  entraTenantId?: string | null;
  /** IANA name, for example Europe/Vienna. Left out: UTC. */
  timeZone?: string;
}

// "/tenants/new" is the page that adds one.
const reserved = new Set(["new"]);

/**
 * Adds a tenant to a workspace. Without a slug one is made from the name.
 * @throws {AppError} not_found, forbidden (tenant.manage), conflict (slug or Entra tenant are there already), invalid_input.
 */
export async function addTenant(
  actor: Actor,
  workspace: string,
  fields: TenantFields & { slug?: string },
): Promise<TenantRef> {
  return inSystem(async (tx) => {
    const { id: workspaceId } = (await getWorkspaceWithin(tx, actor, workspace, "tenant.manage")).workspace;
    const data = checkFields(fields);
    const slug = checkSlug(fields.slug || slugFrom(data.name));
    await refuseTaken(tx, actor, slug);
    await refuseSameEntra(tx, workspaceId, data.entraTenantId, null);
    const { count } = await tx.tenant.createMany({ data: { ...data, slug, workspaceId }, skipDuplicates: true });
    if (count === 0) throw slugTaken(slug);
    const tenant = await tx.tenant.findUniqueOrThrow({
      where: { workspaceId_slug: { workspaceId, slug } },
      select: { id: true, workspaceId: true, slug: true, name: true, entraTenantId: true, timeZone: true },
    });
    await recordAudit(tx, {
      workspaceId,
      tenantId: tenant.id,
      action: "tenant.added",
      subject: { type: "tenant", id: tenant.id },
      actor,
      details: { slug, ...data },
    });
    return tenant;
  });
}

/**
 * Changes name, Entra tenant id and time zone of a tenant. The slug stays: links and scripts name the tenant by it.
 * @throws {AppError} not_found, forbidden (tenant.manage), conflict (Entra tenant is there already), invalid_input.
 */
export async function changeTenant(actor: Actor, slug: string, fields: TenantFields, now: Date): Promise<void> {
  await inSystem(async (tx) => {
    const tenant = await getTenantWithin(tx, actor, slug, "tenant.manage");
    const data = checkFields(fields);
    await refuseSameEntra(tx, tenant.workspaceId, data.entraTenantId, tenant.id);
    const changed = (["name", "entraTenantId", "timeZone"] as const).filter((field) => tenant[field] !== data[field]);
    if (changed.length === 0) return;
    await tx.tenant.update({ where: { id: tenant.id }, data: { ...data, updatedAt: now } });
    await recordAudit(tx, {
      workspaceId: tenant.workspaceId,
      tenantId: tenant.id,
      action: "tenant.changed",
      subject: { type: "tenant", id: tenant.id },
      actor,
      details: Object.fromEntries(changed.map((field) => [field, { from: tenant[field], to: data[field] }])),
    });
  });
}

/** The tenants of a workspace, by name, for its settings. @throws {AppError} not_found, forbidden (tenant.manage). */
export async function listWorkspaceTenants(
  actor: Actor,
  workspace: string | undefined,
): Promise<{ access: WorkspaceAccess; tenants: TenantRef[] }> {
  return inSystem(async (tx) => {
    const access = await getWorkspaceWithin(tx, actor, workspace, "tenant.manage");
    const tenants = await tx.tenant.findMany({
      where: { workspaceId: access.workspace.id },
      orderBy: [{ name: "asc" }, { id: "asc" }],
      select: { id: true, workspaceId: true, slug: true, name: true, entraTenantId: true, timeZone: true },
    });
    return { access, tenants };
  });
}

/** Every time zone that a tenant may have, UTC first. */
export function timeZones(): string[] {
  return ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];
}

/** "Müller & Söhne (EU)" → "muller-sohne-eu". Empty when nothing of the name can stand in an address. */
export function slugFrom(name: string): string {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 63)
    .replace(/^-+|-+$/g, "");
}

function checkFields({ name, entraTenantId, timeZone = "UTC" }: TenantFields) {
  const entra = entraTenantId?.trim().toLowerCase() || null;
  if (entra !== null && !/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(entra)) {
    throw new AppError("invalid_input", "The Entra tenant id is no UUID.", {
      next: "Copy it from the overview of Microsoft Entra ID, or leave it empty.",
    });
  }
  if (!timeZones().includes(timeZone)) {
    throw new AppError("invalid_input", `${timeZone.slice(0, 60)} is no time zone.`, {
      next: "Use a name like Europe/Vienna or UTC.",
    });
  }
  return { name: checkName(name), entraTenantId: entra, timeZone };
}

/** Addresses name a tenant by its slug alone: nobody gets a second one with the same. */
async function refuseTaken(tx: Tx, actor: Actor, slug: string): Promise<void> {
  if (reserved.has(slug) || (await tx.tenant.findFirst({ where: { slug, ...visibleTo(actor) }, select: { id: true } })))
    throw slugTaken(slug);
}

function slugTaken(slug: string): AppError {
  return new AppError("conflict", `The slug ${slug} is taken.`, { next: "Choose another slug." });
}

async function refuseSameEntra(tx: Tx, workspaceId: bigint, entraTenantId: string | null, except: bigint | null) {
  if (entraTenantId === null) return;
  const same = await tx.tenant.findFirst({
    where: { workspaceId, entraTenantId, ...(except === null ? {} : { id: { not: except } }) },
    select: { name: true },
  });
  if (!same) return;
  throw new AppError("conflict", `${same.name} has this Entra tenant id already.`, {
    next: "Check the id: one tenant of Microsoft Entra is one tenant here.",
  });
}
