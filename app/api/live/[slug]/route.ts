import { getActor } from "@/lib/auth/session";
import { AppError } from "@/lib/errors";
import { tenantEventStream } from "@/lib/live/event-stream";
import { getTenant } from "@/lib/tenants/tenants";

export const dynamic = "force-dynamic";

/** Server-sent events for the open pages of a tenant (ui.md, Live): `change` when something moved, and nothing else. */
export async function GET(request: Request, context: { params: Promise<{ slug: string }> }): Promise<Response> {
  const actor = await getActor();
  if (!actor) return new Response(null, { status: 401 });
  const { slug } = await context.params;
  try {
    const { id } = await getTenant(actor, slug, "tenant.view");
    const isAllowed = () =>
      getTenant(actor, slug, "tenant.view").then(
        () => true,
        () => false,
      );
    return new Response(tenantEventStream(id, isAllowed, request.signal), {
      headers: {
        "Content-Type": "text/event-stream; charset=utf-8",
        // no-transform: a proxy or our own compression would hold events back until a block is full.
        "Cache-Control": "private, no-store, no-transform",
        "X-Accel-Buffering": "no",
        "X-Content-Type-Options": "nosniff",
      },
    });
  } catch (error) {
    if (error instanceof AppError) return new Response(null, { status: error.status });
    throw error;
  }
}
