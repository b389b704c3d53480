import { randomUUID } from "node:crypto";
import type { RequestOrigin } from "@/lib/audit/request-origin";
import type { UserActor } from "@/lib/auth/actor";
import type { Tx } from "@/lib/db";

// A session is a row (docs/decisions/029-sessions.md): what the browser carries only names it.

/** For how long a sign-in lasts, in seconds; it is never prolonged. */
export const sessionSeconds = 7 * 86_400;

/** After so many seconds without a request a session has ended. */
export const idleSeconds = 86_400;

/** How exactly it is known when a session was last used, in seconds: a page that is read does not write each time. */
export const seenEverySeconds = 300;

/** How somebody showed who they are when a session began. */
export type SignInWay = "password" | "microsoft" | "invitation";

/** Who signs in, how, and from where. */
export interface SessionStart {
  userId: bigint;
  way: SignInWay;
  from: RequestOrigin;
}

/** What a token says: which session of whom. */
export interface SessionRef {
  id: string;
  userId: bigint;
}

/** A session that counts, and whose it is. */
export interface Session {
  id: string;
  actor: UserActor;
  lastSeenAt: Date;
}

const before = (now: Date, seconds: number) => new Date(now.getTime() - seconds * 1000);

/** Those that count at this moment. */
export const openAt = (now: Date) => ({
  endedAt: null,
  createdAt: { gt: before(now, sessionSeconds) },
  lastSeenAt: { gt: before(now, idleSeconds) },
});

/** Begins a session, in the caller's transaction. @returns its id, for the token. */
export async function startSession(tx: Tx, { userId, way, from }: SessionStart, now: Date): Promise<string> {
  const id = randomUUID();
  const userAgent = from.userAgent?.slice(0, 400) ?? null;
  await tx.userSession.create({ data: { id, userId, way, ip: from.ip, userAgent, createdAt: now, lastSeenAt: now } });
  return id;
}

/**
 * The session with the person as they are now; null when it is none of theirs, has ended, is too old, or was not used for too
 * long. One question, because every request asks it.
 */
export async function findSession(tx: Tx, { id, userId }: SessionRef, now: Date): Promise<Session | null> {
  const [row] = await tx.$queryRaw<{ name: string; email: string; lastSeenAt: Date }[]>`
    SELECT u.name, u.email, s.last_seen_at AS "lastSeenAt" FROM user_sessions s JOIN users u ON u.id = s.user_id
    WHERE s.id = ${id}::uuid AND s.user_id = ${userId} AND s.ended_at IS NULL
      AND s.created_at > ${before(now, sessionSeconds)} AND s.last_seen_at > ${before(now, idleSeconds)}`;
  if (!row) return null;
  return { id, actor: { kind: "user", userId, name: row.name, email: row.email }, lastSeenAt: row.lastSeenAt };
}

/** Notes that a session was used, at most once in five minutes: of many requests at once, one writes. */
export async function noteUse(tx: Tx, { id, lastSeenAt }: Session, now: Date): Promise<void> {
  const known = before(now, seenEverySeconds);
  if (lastSeenAt > known) return;
  await tx.userSession.updateMany({
    where: { id, endedAt: null, lastSeenAt: { lte: known } },
    data: { lastSeenAt: now },
  });
}

/** Ends one session, if it is that person's and still open. @returns whether it was. */
export async function endSession(tx: Tx, { id, userId }: SessionRef, now: Date): Promise<boolean> {
  const { count } = await tx.userSession.updateMany({
    where: { id, userId, ...openAt(now) },
    data: { endedAt: now },
  });
  return count === 1;
}

/** Ends all sessions of a person, but for the one that is kept. @returns how many. */
export async function endSessionsOf(tx: Tx, userId: bigint, now: Date, kept?: string): Promise<number> {
  const { count } = await tx.userSession.updateMany({
    where: { userId, ...openAt(now), ...(kept === undefined ? {} : { id: { not: kept } }) },
    data: { endedAt: now },
  });
  return count;
}

/** Deletes the sessions that count no more. What was done in them stays in the audit. */
export async function sweepSessions(tx: Tx, now: Date): Promise<void> {
  await tx.userSession.deleteMany({
    where: {
      OR: [
        { endedAt: { not: null } },
        { createdAt: { lte: before(now, sessionSeconds) } },
        { lastSeenAt: { lte: before(now, idleSeconds) } },
      ],
    },
  });
}
