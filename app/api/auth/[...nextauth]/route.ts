import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { checkOrigin } from "@/lib/action";
import { requestOrigin } from "@/lib/audit/request-origin";
import { authOptions } from "@/lib/auth/auth-options";
import { invitationCookie, invitationIn } from "@/lib/auth/invitation-cookie";
import { sessionCookie } from "@/lib/auth/session-token";
import { AppError } from "@/lib/errors";

type Context = { params: Promise<{ nextauth: string[] }> };

/** next-auth's own endpoints: the way back from Microsoft, CSRF tokens, sign-in and sign-out by script. */
async function handle(request: NextRequest, context: Context): Promise<Response> {
  const { nextauth } = await context.params;
  const invitation =
    nextauth[0] === "callback" ? invitationIn(request.cookies.get(invitationCookie().name)?.value) : null;
  const former = request.cookies.get(sessionCookie().name)?.value;
  const options = authOptions(requestOrigin(request.headers), { invitation, former });
  const response: Response = await NextAuth(request, context, options);
  // Reading the session would prolong it, and a session that was called back would count as new.
  if (nextauth[0] === "session") response.headers.delete("set-cookie");
  return response;
}

/** What changes something comes from a page of ours, besides next-auth's own token (access.md). */
async function handleForm(request: NextRequest, context: Context): Promise<Response> {
  try {
    checkOrigin(request.headers);
  } catch (error) {
    if (error instanceof AppError) return new Response(`${error.message}\n`, { status: error.status });
    throw error;
  }
  return handle(request, context);
}

export { handle as GET, handleForm as POST };
