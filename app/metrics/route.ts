import { Registry } from "prom-client";
import { mayReadMetrics } from "@/lib/metrics/access";
import { auditRegistry } from "@/lib/metrics/audit-metrics";
import { stateRegistry } from "@/lib/metrics/state-metrics";

/** Figures for Prometheus (running.md, Production). To whoever may not read them there is no such page. */
export async function GET(request: Request): Promise<Response> {
  if (!mayReadMetrics(request.headers)) return new Response("Not found\n", { status: 404 });
  const all = Registry.merge([await stateRegistry(new Date()), auditRegistry()]);
  return new Response(await all.metrics(), {
    headers: { "content-type": Registry.PROMETHEUS_CONTENT_TYPE, "cache-control": "no-store" },
  });
}

export const dynamic = "force-dynamic";
