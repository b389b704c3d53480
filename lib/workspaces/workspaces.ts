import { recordAudit } from "@/lib/audit/record";
import { type Actor, isHouse } from "@/lib/auth/actor";
import { type Capability, type Role, roleIncludes, roles } from "@/lib/auth/capabilities";
import { inSystem, narrowTo, type Tx } from "@/lib/db";
import { AppError, forbidden, notFound } from "@/lib/errors";

/** A workspace as the rest of the product passes it on. */
export interface WorkspaceRef {
  id: bigint;
  slug: string;
  name: string;
}

/** A workspace and what the actor may do there, for pages that show a control disabled with the reason. */
export interface WorkspaceAccess {
  workspace: WorkspaceRef;
  role: Role;
  /** The other workspaces in which the actor has the capability that was asked for. */
  others: WorkspaceRef[];
  can(capability: Capability): boolean;
}

const refSelect = { id: true, slug: true, name: true } as const;

/**
 * The workspaces that the actor is a member of, oldest first, with the role on each; the role is null for somebody who is
 * a member of some of its tenants only.
 */
export async function listWorkspaces(actor: Actor): Promise<(WorkspaceRef & { role: Role | null; tenants: number })[]> {
  return inSystem((tx) => listWithin(tx, actor));
}

/**
 * Which pages of a workspace the actor may open in one workspace at least, for links. It decides nothing: each page asks
 * the policy again.
 */
export async function getWorkspaceRights(actor: Actor): Promise<{ audit: boolean; settings: boolean }> {
  if (isHouse(actor)) return { audit: true, settings: true };
  const memberships = await inSystem((tx) =>
    tx.membership.findMany({ where: { userId: actor.userId }, select: { tenantId: true, role: true } }),
  );
  const allows = (capability: Capability) => (m: { role: string }) =>
    roles.some((role) => role === m.role && roleIncludes(role, capability));
  return {
    audit: memberships.some(allows("audit.view")),
    settings: memberships.filter((m) => m.tenantId === null).some(allows("review_pack.manage")),
  };
}

async function listWithin(tx: Tx, actor: Actor) {
  // Pages and settings are for people: a token has no workspace here.
  if (actor.kind === "token") return [];
  const mine = actor.kind === "user" ? { userId: actor.userId } : { id: -1n };
  const rows = await tx.workspace.findMany({
    where: actor.kind === "user" ? { memberships: { some: mine } } : {},
    orderBy: { id: "asc" },
    select: {
      ...refSelect,
      memberships: { where: { ...mine, tenantId: null }, select: { role: true } },
      _count: { select: { tenants: true } },
    },
  });
  return rows.map(({ memberships, _count, ...workspace }) => ({
    ...workspace,
    tenants: _count.tenants,
    role: actor.kind === "user" ? (roles.find((role) => role === memberships[0]?.role) ?? null) : ("owner" as const),
  }));
}

/**
 * The workspace with this slug or, without one, the actor's oldest in which they have the capability.
 * @throws {AppError} not_found (no such workspace, or no member of it), forbidden (member without the capability).
 */
export async function getWorkspaceAccess(
  actor: Actor,
  slug: string | undefined,
  capability: Capability,
): Promise<WorkspaceAccess> {
  return inSystem((tx) => getWorkspaceWithin(tx, actor, slug, capability));
}

/** As getWorkspaceAccess, inside a transaction of the caller's, which sees nothing but that workspace from then on. */
export async function getWorkspaceWithin(
  tx: Tx,
  actor: Actor,
  slug: string | undefined,
  capability: Capability,
): Promise<WorkspaceAccess> {
  const known = (await listWithin(tx, actor)).flatMap(({ role, tenants: _, ...ref }) => (role ? [{ ref, role }] : []));
  const asked = slug === undefined ? known : known.filter(({ ref }) => ref.slug === slug);
  if (asked.length === 0) throw notFound(slug === undefined ? "A workspace of yours" : `The workspace ${slug}`);
  const chosen = asked.find(({ role }) => roleIncludes(role, capability));
  if (!chosen) throw forbidden(capability);
  await narrowTo(tx, chosen.ref.id);
  const others = known.filter(({ ref, role }) => ref.id !== chosen.ref.id && roleIncludes(role, capability));
  return {
    workspace: chosen.ref,
    role: chosen.role,
    others: others.map(({ ref }) => ref),
    can: (asked) => roleIncludes(chosen.role, asked),
  };
}

/**
 * Makes an empty workspace. For the operator of the machine: people get theirs from them.
 * @throws {AppError} forbidden (a person asks), conflict (the slug is taken), invalid_input.
 */
export async function addWorkspace(
  actor: Actor,
  { slug, name }: { slug: string; name: string },
): Promise<WorkspaceRef> {
  if (actor.kind !== "operator") {
    throw new AppError("forbidden", "Workspaces are made by the operator of this machine.", {
      next: "Ask them to run: tenantpilot workspace add --slug <slug> --name <name>",
    });
  }
  const data = { slug: checkSlug(slug), name: checkName(name) };
  return inSystem(async (tx) => {
    const { count } = await tx.workspace.createMany({ data, skipDuplicates: true });
    if (count === 0) {
      throw new AppError("conflict", `There is a workspace ${data.slug} already.`, { next: "Choose another slug." });
    }
    const workspace = await tx.workspace.findUniqueOrThrow({ where: { slug: data.slug }, select: refSelect });
    await recordAudit(tx, {
      workspaceId: workspace.id,
      action: "workspace.added",
      subject: { type: "workspace", id: workspace.id },
      actor,
      details: data,
    });
    return workspace;
  });
}

/**
 * A slug as it stands in addresses: lower-case letters, digits and hyphens, 63 at most, no hyphen at an end.
 * @throws {AppError} invalid_input.
 */
export function checkSlug(slug: string): string {
  if (/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(slug)) return slug;
  throw new AppError("invalid_input", `"${slug.slice(0, 80)}" is no slug.`, {
    next: "Use lower-case letters, digits and hyphens, for example contoso-eu.",
  });
}

/**
 * A name that people read: 1 to 200 characters on one line.
 * @throws {AppError} invalid_input.
 */
export function checkName(name: string): string {
  const trimmed = name.replace(/\s+/g, " ").trim();
  if (trimmed.length >= 1 && trimmed.length <= 200 && !/\p{Cc}/u.test(trimmed)) return trimmed;
  throw new AppError("invalid_input", "A name has 1 to 200 characters.", { next: "Write another name." });
}
