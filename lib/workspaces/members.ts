import type { Actor } from "@/lib/auth/actor";
import { type Role, roles } from "@/lib/auth/capabilities";
import { inSystem } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { getWorkspaceWithin, type WorkspaceAccess } from "@/lib/workspaces/workspaces";

/** A person's role on the workspace or, with a tenant, on that tenant, where it wins over the one on the workspace. */
export interface MemberView {
  userId: string;
  email: string;
  name: string;
  role: Role;
  tenant: { slug: string; name: string } | null;
  /** How the person can sign in. */
  signIn: { password: boolean; microsoft: boolean };
  /** ISO 8601 UTC. */
  since: string;
}

/**
 * Everybody who is a member of a workspace or of a tenant of it: by name, a person's roles together, the workspace's first.
 * @throws {AppError} not_found, forbidden (member.view).
 */
export async function listMembers(
  actor: Actor,
  slug: string | undefined,
): Promise<{ access: WorkspaceAccess; members: MemberView[] }> {
  return inSystem(async (tx) => {
    const access = await getWorkspaceWithin(tx, actor, slug, "member.view");
    const rows = await tx.membership.findMany({
      where: { workspaceId: access.workspace.id },
      orderBy: [{ user: { name: "asc" } }, { userId: "asc" }, { tenantId: { sort: "asc", nulls: "first" } }],
      select: {
        role: true,
        createdAt: true,
        tenant: { select: { slug: true, name: true } },
        user: { select: { id: true, email: true, name: true, passwordHash: true, entraOid: true } },
      },
    });
    const members = rows.map(({ role, createdAt, tenant, user }) => ({
      userId: String(user.id),
      email: user.email,
      name: user.name,
      // The database lets no other role in; one that this version does not know may the least.
      role: roles.find((known) => known === role) ?? ("readonly" as const),
      tenant,
      signIn: { password: user.passwordHash !== null, microsoft: user.entraOid !== null },
      since: createdAt.toISOString(),
    }));
    return { access, members };
  });
}

/** One membership, for the page that asks before it is taken away. @throws {AppError} not_found, forbidden (member.manage). */
export async function getMember(
  actor: Actor,
  slug: string | undefined,
  who: { userId: string; tenant: string | undefined },
): Promise<{ access: WorkspaceAccess; member: MemberView }> {
  await inSystem((tx) => getWorkspaceWithin(tx, actor, slug, "member.manage"));
  const { access, members } = await listMembers(actor, slug);
  const member = members.find(({ userId, tenant }) => userId === who.userId && tenant?.slug === who.tenant);
  if (!member) throw notFound("The member");
  return { access, member };
}
