import { getActor } from "@/lib/auth/session";
import { readUnread } from "@/lib/notifications/queries";

export const dynamic = "force-dynamic";

/** What the bell shows, for pages that cannot have the stream. */
export async function GET(): Promise<Response> {
  const actor = await getActor();
  if (!actor) return new Response(null, { status: 401 });
  return Response.json(await readUnread(actor), { headers: { "Cache-Control": "private, no-store" } });
}
