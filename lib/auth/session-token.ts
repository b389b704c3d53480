import { decode, encode } from "next-auth/jwt";
import { z } from "zod";
import {
  endSession,
  findSession,
  noteUse,
  type Session,
  type SessionRef,
  type SessionStart,
  sessionSeconds,
  startSession,
} from "@/lib/auth/sessions";
import { inSystem } from "@/lib/db";
import { env } from "@/lib/env";

// sid, because next-auth gives each token that it seals a jti of its own.
const claims = z.object({ sub: z.string().regex(/^[1-9]\d{0,17}$/), sid: z.uuid() });

/** The session's cookie. Under https its name keeps it to this very host and to https, whoever sets one (__Host-). */
export function sessionCookie() {
  const secure = isSecure();
  return {
    name: secure ? "__Host-next-auth.session-token" : "next-auth.session-token",
    options: { httpOnly: true, sameSite: "lax", path: "/", secure, maxAge: sessionSeconds } as const,
  };
}

/** Whether people reach us by https: then cookies are sent on nothing else. */
export function isSecure(): boolean {
  return env().APP_URL.startsWith("https://");
}

/** What a session's token says, as next-auth's callbacks pass it on. */
export const claimsOf = ({ id, userId }: SessionRef) => ({ sub: String(userId), sid: id });

/** A session as an encrypted JWT (next-auth's): the ids of user and session, and when it was sealed. Nothing else. */
export function sealSession(session: SessionRef): Promise<string> {
  return encode({ token: claimsOf(session), secret: env().AUTH_SECRET, maxAge: sessionSeconds });
}

/** Which session the claims of a token name; null for those of a version before, which name none. */
export function sessionOf(claimed: unknown): SessionRef | null {
  const { data } = claims.safeParse(claimed);
  return data ? { id: data.sid, userId: BigInt(data.sub) } : null;
}

/** Which session a token names, whether or not that counts; null for a token that is not ours or has run out. */
async function unseal(token: string | undefined): Promise<SessionRef | null> {
  if (!token) return null;
  return sessionOf(await decode({ token, secret: env().AUTH_SECRET }).catch(() => null));
}

/**
 * The session that a token opens, with the user as they are in the database now. Null for a token that is not ours or has run
 * out, and for a session that ended (sessions.ts). It counts as used, unless an open page asks by itself.
 */
export async function openSession(
  token: string | undefined,
  now: Date,
  { isUse = true }: { isUse?: boolean } = {},
): Promise<Session | null> {
  const named = await unseal(token);
  if (!named) return null;
  return inSystem(async (tx) => {
    const session = await findSession(tx, named, now);
    if (session && isUse) await noteUse(tx, session, now);
    return session;
  });
}

/** Begins a session in a browser. The one that its token named, if any, has ended with it. */
export async function replaceSession(token: string | undefined, start: SessionStart, now: Date): Promise<SessionRef> {
  const former = await unseal(token);
  return inSystem(async (tx) => {
    if (former) await endSession(tx, former, now);
    return { id: await startSession(tx, start, now), userId: start.userId };
  });
}

/** Ends the session that a token names: a copy of the token opens nothing any more. */
export async function closeSession(token: string | undefined, now: Date): Promise<void> {
  const named = await unseal(token);
  if (named) await inSystem((tx) => endSession(tx, named, now));
}
