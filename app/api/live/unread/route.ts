import { watchSession } from "@/lib/auth/session";
import { readUnread } from "@/lib/notifications/queries";

export const dynamic = "force-dynamic";

/** What the bell shows, for pages that cannot have the stream. */
export async function GET(): Promise<Response> {
  const session = await watchSession();
  if (!session) return new Response(null, { status: 401 });
  return Response.json(await readUnread(session.actor), { headers: { "Cache-Control": "private, no-store" } });
}
