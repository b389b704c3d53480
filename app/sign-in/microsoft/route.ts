import { createHash, randomBytes } from "node:crypto";
import { cookies } from "next/headers";
import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { checkOrigin } from "@/lib/action";
import { requestOrigin } from "@/lib/audit/request-origin";
import { authOptions } from "@/lib/auth/auth-options";
import { entraSettings } from "@/lib/auth/entra";
import { invitationCookie, invitationIn } from "@/lib/auth/invitation-cookie";
import { safeRedirect } from "@/lib/auth/safe-redirect";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";

/**
 * Begins the sign-in with Microsoft, from a plain form. next-auth wants a token that matches a cookie, which its own
 * client fetches by script; our Origin check has done that job, so the pair is made here.
 */
export async function POST(request: NextRequest): Promise<Response> {
  try {
    checkOrigin(request.headers);
  } catch (error) {
    if (error instanceof AppError) return new Response(error.message, { status: error.status });
    throw error;
  }
  if (!entraSettings()) return new Response(null, { status: 404 });
  const form = await request.formData().catch(() => new FormData());
  await keepInvitation(invitationIn(form.get("invitation")));
  const options = authOptions(requestOrigin(request.headers));
  const csrfToken = randomBytes(32).toString("hex");
  const seal = createHash("sha256").update(`${csrfToken}${env().AUTH_SECRET}`).digest("hex");
  const secure = options.useSecureCookies === true;
  const name = `${secure ? "__Host-" : ""}next-auth.csrf-token`;
  (await cookies()).set(name, `${csrfToken}|${seal}`, { httpOnly: true, sameSite: "lax", path: "/", secure });
  const callbackUrl = new URL(safeRedirect(form.get("callbackUrl")), env().APP_URL).toString();
  const begin = new NextRequest(new URL("/api/auth/signin/azure-ad", env().APP_URL), {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ csrfToken, callbackUrl }),
  });
  return NextAuth(begin, { params: { nextauth: ["signin", "azure-ad"] } }, options);
}

/** What is accepted on the way back; a sign-in without an invitation forgets one that was not accepted. */
async function keepInvitation(token: string | null): Promise<void> {
  const { name, options } = invitationCookie();
  const jar = await cookies();
  if (token === null) jar.set(name, "", { ...options, maxAge: 0 });
  else jar.set(name, token, options);
}
