import { getActor } from "@/lib/auth/session";
import { mayFollowFleet } from "@/lib/fleet/queries";
import { tenantEventStream } from "@/lib/live/event-stream";

export const dynamic = "force-dynamic";

/** Server-sent events for the open pages of a fleet run (ui.md, Live): `change` when one of its tenants moved. */
export async function GET(request: Request, context: { params: Promise<{ id: string }> }): Promise<Response> {
  const actor = await getActor();
  if (!actor) return new Response(null, { status: 401 });
  const { id } = await context.params;
  if (!/^[1-9]\d{0,17}$/.test(id)) return new Response(null, { status: 404 });
  const fleetRunId = BigInt(id);
  const isAllowed = () => mayFollowFleet(actor, fleetRunId).catch(() => false);
  if (!(await isAllowed())) return new Response(null, { status: 404 });
  return new Response(tenantEventStream(`fleet:${fleetRunId}`, isAllowed, request.signal), {
    headers: {
      "Content-Type": "text/event-stream; charset=utf-8",
      // no-transform: a proxy or our own compression would hold events back until a block is full.
      "Cache-Control": "private, no-store, no-transform",
      "X-Accel-Buffering": "no",
      "X-Content-Type-Options": "nosniff",
    },
  });
}
