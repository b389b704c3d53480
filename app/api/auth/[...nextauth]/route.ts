import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { requestOrigin } from "@/lib/audit/request-origin";
import { authOptions } from "@/lib/auth/auth-options";

type Context = { params: Promise<{ nextauth: string[] }> };

/** next-auth's own endpoints: the way back from Microsoft, CSRF tokens, sign-in and sign-out by script. */
async function handle(request: NextRequest, context: Context): Promise<Response> {
  const response: Response = await NextAuth(request, context, authOptions(requestOrigin(request.headers)));
  const { nextauth } = await context.params;
  // Reading the session would prolong it, and a session that was called back would count as new.
  if (nextauth[0] === "session") response.headers.delete("set-cookie");
  return response;
}

export { handle as GET, handle as POST };
