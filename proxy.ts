import { type NextRequest, NextResponse } from "next/server";
import { checkOrigin } from "@/lib/action";
import { AppError } from "@/lib/errors";

/**
 * In front of every page: refuses a form that another site sent (each action refuses it again), and tells the pages which
 * address was asked for, so that somebody signed out comes back to it. Nobody is let in here: each page, action and verb
 * asks for the actor itself (access.md).
 */
export function proxy(request: NextRequest): NextResponse {
  if (request.method !== "GET" && request.method !== "HEAD") {
    try {
      checkOrigin(request.headers);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return new NextResponse(`${error.message} ${error.next}\n`, { status: error.status });
    }
  }
  const headers = new Headers(request.headers);
  headers.set("x-tenantpilot-path", `${request.nextUrl.pathname}${request.nextUrl.search}`);
  return NextResponse.next({ request: { headers } });
}

// Not the API and the links, which answer for themselves (a share link's token is not passed on), and not an upload: Next
// cuts a body that passes through here off at 10 MB.
export const config = { matcher: ["/((?!api/|d/|s/|_next/|.*/upload$|healthz$|readyz$|metrics$|icon.svg$).*)"] };
