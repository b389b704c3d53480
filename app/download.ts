import { asProblem } from "@/lib/action";
import type { UserActor } from "@/lib/auth/actor";
import { getActor } from "@/lib/auth/session";
import { AppError } from "@/lib/errors";

/** A file for somebody who is signed in. Signed out: 401; refused: the reason as text. */
export async function download(make: (actor: UserActor) => Promise<Response>): Promise<Response> {
  const actor = await getActor();
  if (!actor) return new Response(null, { status: 401 });
  try {
    return await make(actor);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { message, next } = asProblem(error);
    return new Response(`${message} ${next}\n`, {
      status: error.status,
      headers: {
        "Content-Type": "text/plain; charset=utf-8",
        ...(error.retryAfterSeconds === undefined ? {} : { "Retry-After": String(error.retryAfterSeconds) }),
      },
    });
  }
}
