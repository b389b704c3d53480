import type { RequestOrigin } from "@/lib/audit/request-origin";
import type { UserActor } from "@/lib/auth/actor";
import { type Role, roles } from "@/lib/auth/capabilities";
import { recordForPerson } from "@/lib/auth/record-for-person";
import { endSession, endSessionsOf, openAt, type Session, type SignInWay } from "@/lib/auth/sessions";
import { inSystem } from "@/lib/db";
import { notFound } from "@/lib/errors";

/** A person's own account, as they see it. */
export interface AccountView {
  name: string;
  email: string;
  /** How the person can sign in. */
  signIn: { password: boolean; microsoft: boolean };
  /** Where they are a member; tenant null: on the whole workspace. */
  places: { workspace: string; tenant: string | null; role: Role }[];
}

/** One of a person's own open sessions. Times ISO 8601 UTC. */
export interface SessionView {
  id: string;
  way: SignInWay;
  ip: string | null;
  userAgent: string | null;
  createdAt: string;
  /** Known to five minutes. */
  lastSeenAt: string;
  /** Whether it is the one that asks. */
  isThisOne: boolean;
}

/** Who somebody is here, how they sign in, and where they may do what. */
export async function getAccount(actor: UserActor): Promise<AccountView> {
  const user = await inSystem((tx) =>
    tx.user.findUnique({
      where: { id: actor.userId },
      select: {
        name: true,
        email: true,
        passwordHash: true,
        entraOid: true,
        memberships: {
          orderBy: [{ workspace: { name: "asc" } }, { tenantId: { sort: "asc", nulls: "first" } }],
          select: { role: true, workspace: { select: { name: true } }, tenant: { select: { name: true } } },
        },
      },
    }),
  );
  if (!user) throw notFound("Your account");
  return {
    name: user.name,
    email: user.email,
    signIn: { password: user.passwordHash !== null, microsoft: user.entraOid !== null },
    places: user.memberships.map(({ role, workspace, tenant }) => ({
      workspace: workspace.name,
      tenant: tenant?.name ?? null,
      // The database lets no other role in; one that this version does not know may the least.
      role: roles.find((known) => known === role) ?? "readonly",
    })),
  };
}

/** A person's open sessions, the one that asks first, then the last used. */
export async function listSessions({ id, actor }: Session, now: Date): Promise<SessionView[]> {
  const rows = await inSystem((tx) =>
    tx.userSession.findMany({
      where: { userId: actor.userId, ...openAt(now) },
      orderBy: [{ lastSeenAt: "desc" }, { id: "asc" }],
    }),
  );
  const views = rows.map((row) => ({
    id: row.id,
    // The database lets no other way in.
    way: row.way as SignInWay,
    ip: row.ip,
    userAgent: row.userAgent,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    isThisOne: row.id === id,
  }));
  return views.sort((a, b) => Number(b.isThisOne) - Number(a.isThisOne));
}

/**
 * Ends one of one's own sessions.
 * @throws {AppError} not_found, the same for one that has ended, never was, or is somebody else's.
 */
export async function endOwnSession(actor: UserActor, id: string, from: RequestOrigin, now: Date): Promise<void> {
  await inSystem(async (tx) => {
    if (!(await endSession(tx, { id, userId: actor.userId }, now))) throw notFound("The session");
    await recordForPerson(tx, actor.userId, { ...ended, actor, ...from, details: { sessionsEnded: 1 } });
  });
}

/** Ends all of one's own sessions but the one that asks. @returns how many. */
export async function endOtherSessions({ id, actor }: Session, from: RequestOrigin, now: Date): Promise<number> {
  return inSystem(async (tx) => {
    const sessionsEnded = await endSessionsOf(tx, actor.userId, now, id);
    if (sessionsEnded > 0)
      await recordForPerson(tx, actor.userId, { ...ended, actor, ...from, details: { sessionsEnded } });
    return sessionsEnded;
  });
}

const ended = { action: "user.sessions_ended" } as const;
