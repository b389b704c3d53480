import { refusalCookie, refusedParam } from "@/app/refusal-cookie";
import { asProblem, checkOrigin } from "@/lib/action";
import { problemResponse } from "@/lib/api/problem";
import type { UserActor } from "@/lib/auth/actor";
import { getActor } from "@/lib/auth/session";

/**
 * A route handler that a form posts to: the same checks as a server action's, and a 303 (RFC 9110) to the page that
 * `work` names. To a browser, what it refuses is said on `page`, and signed out it is sent to sign in and then to `page`;
 * anything else gets the status of the refusal (access.md). A missing or foreign Origin gets 403.
 */
export async function formRoute(
  request: Request,
  page: string,
  work: (actor: UserActor) => Promise<string>,
): Promise<Response> {
  try {
    checkOrigin(request.headers);
  } catch (error) {
    const { message, next } = asProblem(error);
    return new Response(`${message} ${next}\n`, {
      status: 403,
      headers: { "Content-Type": "text/plain; charset=utf-8" },
    });
  }
  const actor = await getActor();
  if (!actor) {
    return isBrowser(request)
      ? seeOther(`/sign-in?callbackUrl=${encodeURIComponent(page)}`)
      : new Response(null, { status: 401 });
  }
  try {
    return seeOther(await work(actor));
  } catch (error) {
    return refusal(request, page, error);
  }
}

/** A refusal of such a route: to a browser as the page that says it, to anything else as problem+json with the status. */
export function refusal(request: Request, page: string, error: unknown): Response {
  if (!isBrowser(request)) return problemResponse(error);
  const at = Date.now();
  const response = seeOther(`${page}?${refusedParam}=${at}`);
  response.headers.append("Set-Cookie", refusalCookie(asProblem(error), at, page));
  return response;
}

function isBrowser(request: Request): boolean {
  return request.headers.get("accept")?.includes("text/html") ?? false;
}

function seeOther(path: string): Response {
  return new Response(null, { status: 303, headers: { Location: path, "Cache-Control": "no-store" } });
}
