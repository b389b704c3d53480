import { z } from "zod";
import { findEntries } from "@/app/(app)/search/entries";
import { asProblem } from "@/lib/action";
import { getActor } from "@/lib/auth/session";
import { AppError } from "@/lib/errors";

export const dynamic = "force-dynamic";

const query = z.object({
  q: z.string().max(1000).catch(""),
  tenant: z.string().max(63).optional().catch(undefined),
});

const entriesOfKind = 5;
const headers = { "Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff" };

/** What the palette shows for a text: tenants, findings, reports, operations and pages that the reader may open. */
export async function GET(request: Request): Promise<Response> {
  const actor = await getActor();
  if (!actor) return new Response(null, { status: 401, headers });
  const { q, tenant } = query.parse(Object.fromEntries(new URL(request.url).searchParams));
  try {
    return Response.json(await findEntries(actor, { text: q, here: tenant, limit: entriesOfKind }, new Date()), {
      headers,
    });
  } catch (error) {
    const { message, next } = asProblem(error);
    const [status, wait] = error instanceof AppError ? [error.status, error.retryAfterSeconds] : [500, undefined];
    return Response.json(
      { message, next },
      { status, headers: { ...headers, ...(wait === undefined ? {} : { "Retry-After": String(wait) }) } },
    );
  }
}
