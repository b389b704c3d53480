import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import type { UserActor } from "@/lib/auth/actor";
import { closeSession, openSession, replaceSession, sealSession, sessionCookie } from "@/lib/auth/session-token";
import type { Session, SessionRef, SessionStart } from "@/lib/auth/sessions";

// The only file of lib that knows Next (docs/architecture.md): it reads and writes the request's cookie.

const readToken = async () => (await cookies()).get(sessionCookie().name)?.value;

const getSession = cache(async (): Promise<Session | null> => openSession(await readToken(), new Date()));

/** Who is signed in, read once per request; null when nobody is. */
export async function getActor(): Promise<UserActor | null> {
  return (await getSession())?.actor ?? null;
}

/**
 * Who is signed in. Somebody signed out is sent to the sign-in page, and comes back to this address afterwards.
 * @param returnTo where to come back to; left out: the page that is asked for, where it is known.
 */
export async function requireActor(returnTo?: string): Promise<UserActor> {
  return (await requireSession(returnTo)).actor;
}

/** As requireActor, with the session: for what is done with sessions themselves. */
export async function requireSession(returnTo?: string): Promise<Session> {
  const session = await getSession();
  if (session) return session;
  const from = returnTo ?? (await headers()).get("x-tenantpilot-path") ?? "/";
  redirect(from === "/" ? "/sign-in" : `/sign-in?callbackUrl=${encodeURIComponent(from)}`);
}

/**
 * Who is signed in on a page that is open and asks by itself, which is no use of the session: it would never end.
 * `isOpen` asks again, for an answer that lasts.
 */
export async function watchSession(): Promise<{ actor: UserActor; isOpen(): Promise<boolean> } | null> {
  const token = await readToken();
  const look = () => openSession(token, new Date(), { isUse: false });
  const session = await look();
  return session && { actor: session.actor, isOpen: async () => (await look()) !== null };
}

/** Signs a person in on this browser, in place of whoever was. In server actions and route handlers only. */
export async function beginSession(start: SessionStart, now: Date): Promise<void> {
  await keepSession(await replaceSession(await readToken(), start, now));
}

/** Gives this browser a session that has begun. In server actions and route handlers only. */
export async function keepSession(session: SessionRef): Promise<void> {
  const { name, options } = sessionCookie();
  (await cookies()).set(name, await sealSession(session), options);
}

/** Signs out on this browser. In server actions and route handlers only. */
export async function endSession(): Promise<void> {
  await closeSession(await readToken(), new Date());
  const { name, options } = sessionCookie();
  (await cookies()).set(name, "", { ...options, maxAge: 0 });
}
