import { checkReadiness } from "@/lib/embedded/readiness";

/** Whether requests can be served: database, migrations, storage, runner. 503 names what is not ready. */
export async function GET(): Promise<Response> {
  const { isReady, checks } = await checkReadiness();
  return Response.json(
    { status: isReady ? "ok" : "not ready", checks },
    { status: isReady ? 200 : 503, headers: { "cache-control": "no-store" } },
  );
}

export const dynamic = "force-dynamic";
