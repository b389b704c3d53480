import { decode, encode } from "next-auth/jwt";
import { z } from "zod";
import type { UserActor } from "@/lib/auth/actor";
import { inSystem, type Tx } from "@/lib/db";
import { env } from "@/lib/env";

/** For how long a sign-in lasts, in seconds; it is never prolonged. */
export const sessionSeconds = 7 * 86_400;

const claims = z.object({ sub: z.string().regex(/^[1-9]\d{0,17}$/), iat: z.number().int() });

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

/** The session of a user as an encrypted JWT (next-auth's): the user's id, and when it was issued. Nothing else. */
export function sealSession(userId: bigint): Promise<string> {
  return encode({ token: { sub: String(userId) }, secret: env().AUTH_SECRET, maxAge: sessionSeconds });
}

/**
 * Whose session a token is: the user as they are in the database now. Null for a token that is not ours, has run out, or
 * was issued before the moment from which this user's sessions count (a new password, a removal).
 */
export async function openSession(token: string | undefined): Promise<UserActor | null> {
  if (!token) return null;
  const payload = await decode({ token, secret: env().AUTH_SECRET }).catch(() => null);
  const parsed = claims.safeParse(payload);
  return parsed.success ? inSystem((tx) => findSessionUser(tx, parsed.data)) : null;
}

/** The user of a session's claims, if the session still counts. */
export async function findSessionUser(tx: Tx, session: { sub: string; iat: number }): Promise<UserActor | null> {
  const user = await tx.user.findUnique({
    where: { id: BigInt(session.sub) },
    select: { id: true, name: true, email: true, sessionsValidFrom: true },
  });
  // iat has whole seconds: a session of the very second in which they began to count is let in.
  if (!user || session.iat < Math.floor(user.sessionsValidFrom.getTime() / 1000)) return null;
  return { kind: "user", userId: user.id, name: user.name, email: user.email };
}
