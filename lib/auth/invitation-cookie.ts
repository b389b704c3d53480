import { z } from "zod";
import { isSecure } from "@/lib/auth/session-token";

/** Seconds in which somebody has to come back from Microsoft. */
const awaySeconds = 600;

/**
 * The cookie that keeps an invitation's token while its holder is at Microsoft. It is set when the invitation's button is
 * pressed and taken away by every other sign-in, so that none accepts an invitation by the way.
 */
export function invitationCookie() {
  const secure = isSecure();
  return {
    name: secure ? "__Host-tenantpilot-invitation" : "tenantpilot-invitation",
    options: { httpOnly: true, sameSite: "lax", path: "/", secure, maxAge: awaySeconds } as const,
  };
}

const tokenText = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/)
  .nullable()
  .catch(null);

/** The token that a form or cookie holds; null for everything that cannot be one. */
export function invitationIn(value: unknown): string | null {
  return tokenText.parse(value ?? null);
}
