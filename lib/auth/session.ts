import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import type { UserActor } from "@/lib/auth/actor";
import { openSession, sealSession, sessionCookie } from "@/lib/auth/session-token";

// The only file of lib that knows Next (docs/architecture.md): it reads and writes the request's cookie.

/** Who is signed in, read once per request; null when nobody is. */
export const getActor = cache(async (): Promise<UserActor | null> => {
  const jar = await cookies();
  return openSession(jar.get(sessionCookie().name)?.value);
});

/**
 * Who is signed in. Somebody signed out is sent to the sign-in page, and comes back to this address afterwards.
 * @param returnTo where to come back to; left out: the page that is asked for, where it is known.
 */
export async function requireActor(returnTo?: string): Promise<UserActor> {
  const actor = await getActor();
  if (actor) return actor;
  const from = returnTo ?? (await headers()).get("x-tenantpilot-path") ?? "/";
  redirect(from === "/" ? "/sign-in" : `/sign-in?callbackUrl=${encodeURIComponent(from)}`);
}

/** Signs the user in on this browser. In server actions and route handlers only. */
export async function beginSession(userId: bigint): Promise<void> {
  const { name, options } = sessionCookie();
  (await cookies()).set(name, await sealSession(userId), options);
}

/** Signs out on this browser. In server actions and route handlers only. */
export async function endSession(): Promise<void> {
  const { name, options } = sessionCookie();
  (await cookies()).set(name, "", { ...options, maxAge: 0 });
}
