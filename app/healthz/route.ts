/** The process answers (running.md, Production). Reads nothing, so that a slow database does not get it restarted. */
export function GET(): Response {
  return Response.json({ status: "ok" }, { headers: { "cache-control": "no-store" } });
}

export const dynamic = "force-dynamic";
