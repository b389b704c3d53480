import type { NextAuthOptions } from "next-auth";
import AzureADProvider from "next-auth/providers/azure-ad";
import CredentialsProvider from "next-auth/providers/credentials";
import type { RequestOrigin } from "@/lib/audit/request-origin";
import { entraSettings, signInWithEntra } from "@/lib/auth/entra";
import { safeRedirect } from "@/lib/auth/safe-redirect";
import { claimsOf, isSecure, replaceSession, sessionCookie, sessionOf } from "@/lib/auth/session-token";
import { endSession, findSession, sessionSeconds } from "@/lib/auth/sessions";
import { signIn } from "@/lib/auth/sign-in";
import { inSystem } from "@/lib/db";
import { env, setEnvironment } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";

/** What a request brings along, besides what next-auth reads of it. */
interface Brought {
  /** The token of the invitation that this sign-in accepts, if it does. */
  invitation?: string | null;
  /** The token of the session that the browser had until now. */
  former?: string | undefined;
}

/**
 * next-auth's options for one request (access.md, Sign-in). The session is a JWT with the ids of user and session, and nothing
 * else: whether it counts, who that is and what they may do is read from the database on every request.
 */
export function authOptions(from: RequestOrigin, { invitation = null, former }: Brought = {}): NextAuthOptions {
  const { APP_URL, AUTH_SECRET } = env();
  // next-auth 4 learns its own address from this variable only.
  setEnvironment({ NEXTAUTH_URL: APP_URL });
  return {
    secret: AUTH_SECRET,
    session: { strategy: "jwt", maxAge: sessionSeconds },
    useSecureCookies: isSecure(),
    cookies: { sessionToken: sessionCookie() },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    providers: providers(from),
    callbacks: {
      async signIn({ user, account, profile }) {
        if (account?.provider !== "azure-ad") return true;
        try {
          user.id = String((await signInWithEntra(profile, from, new Date(), invitation)).userId);
          return true;
        } catch (error) {
          if (error instanceof AppError) return `/sign-in?error=${entraErrorOf(error)}`;
          throw error;
        }
      },
      async jwt({ token, user, account }) {
        const now = new Date();
        if (user) {
          const way = account?.provider === "azure-ad" ? "microsoft" : "password";
          return claimsOf(await replaceSession(former, { userId: BigInt(user.id), way, from }, now));
        }
        const named = sessionOf(token);
        if (!named || !(await inSystem((tx) => findSession(tx, named, now))))
          throw new Error("The session no longer counts.");
        return claimsOf(named);
      },
      session({ session, token }) {
        // name: the library's type wants one of its own fields; undefined stays out of the JSON.
        const user = { id: token.sub, name: undefined };
        return { user, expires: session.expires };
      },
      redirect: ({ url }) => new URL(safeRedirect(url), APP_URL).toString(),
    },
    events: {
      async signOut({ token }) {
        const named = sessionOf(token);
        if (named) await inSystem((tx) => endSession(tx, named, new Date()));
      },
    },
    logger: {
      error: (code) => log("auth").warn({ code }, "next-auth refused"),
      warn: () => {},
      debug: () => {},
    },
  };
}

/** The refusals that the sign-in page has words for. */
function entraErrorOf({ code, message }: AppError): string {
  if (code === "unauthenticated") return message.startsWith("Your") ? "EntraTenant" : "EntraUser";
  if (code === "conflict") return message.startsWith("You are") ? "InvitationMember" : "InvitationTaken";
  return code === "rate_limited" ? "InvitationTooOften" : "Invitation";
}

function providers(from: RequestOrigin): NextAuthOptions["providers"] {
  const credentials = CredentialsProvider({
    name: "E-mail and password",
    credentials: { email: { label: "E-mail", type: "email" }, password: { label: "Password", type: "password" } },
    async authorize(given) {
      if (!given) return null;
      try {
        return { id: String((await signIn(given, from, new Date())).userId) };
      } catch (error) {
        if (error instanceof AppError) return null;
        throw error;
      }
    },
  });
  const entra = entraSettings();
  if (!entra) return [credentials];
  const { clientId, clientSecret, tenantId, authority } = entra;
  const microsoft = AzureADProvider({
    clientId,
    clientSecret,
    tenantId,
    wellKnown: `${authority}/${tenantId}/v2.0/.well-known/openid-configuration`,
    checks: ["pkce", "state", "nonce"],
    // Its own 3.5 s turn people away when the provider or we are busy.
    httpOptions: { timeout: 10_000 },
    // The library's own asks Graph for a photo; nothing of the profile is kept here.
    profile: (profile) => ({ id: profile.oid }),
  });
  return [credentials, microsoft];
}
