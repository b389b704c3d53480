import { getActor } from "@/lib/auth/session";
import { AppError } from "@/lib/errors";
import { openNotification } from "@/lib/notifications/queries";

export const dynamic = "force-dynamic";

/**
 * Opens a notification: it counts as read, and the browser goes where the thing is. A link, so that it opens in a new tab and
 * works without scripts; that a visit marks it as read is all that somebody else's link to it could do.
 */
export async function GET(_request: Request, context: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await context.params;
  const actor = await getActor();
  if (!actor) return seeOther(`/sign-in?callbackUrl=${encodeURIComponent("/notifications")}`);
  try {
    return seeOther(await openNotification(actor, id, new Date()));
  } catch (error) {
    if (error instanceof AppError) return seeOther("/notifications");
    throw error;
  }
}

function seeOther(path: string): Response {
  return new Response(null, { status: 303, headers: { Location: path, "Cache-Control": "no-store" } });
}
