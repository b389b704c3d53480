import { openApiDocument } from "@/lib/api/openapi";

/** The OpenAPI document of the API, for everybody: it says how to ask, and nothing of what is here. */
export function GET(): Response {
  return Response.json(openApiDocument(), { headers: { "Cache-Control": "no-store" } });
}

export const dynamic = "force-dynamic";
