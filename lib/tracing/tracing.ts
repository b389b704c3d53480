import { env } from "@/lib/env";

// On globalThis for the reason given in lib/db.ts: started by one of Next's bundles, and stopped by the web server.
const holder = globalThis as typeof globalThis & { tenantpilotTracing?: { shutdown(): Promise<void> } };

const stopMs = 2_000;

/**
 * Starts sending traces where the environment names a collector (running.md, Production). Otherwise nothing of it is even loaded, and
 * what marks a span does nothing.
 */
export async function startTracing(): Promise<void> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, OTEL_SDK_DISABLED } = env();
  const isWanted = OTEL_EXPORTER_OTLP_ENDPOINT !== undefined || OTEL_EXPORTER_OTLP_TRACES_ENDPOINT !== undefined;
  if (!isWanted || OTEL_SDK_DISABLED || holder.tenantpilotTracing) return;
  const { startProvider } = await import("@/lib/tracing/start-provider");
  holder.tenantpilotTracing = startProvider();
}

/** Sends what waits to be sent; a collector that does not answer keeps no process from stopping. */
export async function stopTracing(): Promise<void> {
  const tracing = holder.tenantpilotTracing;
  if (!tracing) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, stopMs);
  });
  await Promise.race([tracing.shutdown().catch(() => {}), late]);
  clearTimeout(timer);
}
