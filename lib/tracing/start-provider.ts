import { type Context, DiagLogLevel, diag, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider, type Span } from "@opentelemetry/sdk-trace-node";
import { logAs } from "@/lib/log";
import { logIds } from "@/lib/log-ids";
import { plainSpan } from "@/lib/tracing/plain-span";
import { traceQueries } from "@/lib/tracing/trace-queries";

/**
 * Registers the tracer of this process: Next, which asks for it, makes the spans of requests, and we those of queries and steps. Sampling,
 * batches, headers and the rest are read from the standard variables by the SDK itself.
 */
export function startProvider(): NodeTracerProvider {
  // A collector that is away is said in the log, and harms nobody.
  const logger = { error: logAs("tracing", "warn"), warn: logAs("tracing", "warn") };
  diag.setLogger({ ...logger, info: () => {}, debug: () => {}, verbose: () => {} }, DiagLogLevel.WARN);
  const provider = new NodeTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ "service.name": "tenantpilot" }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new PlainSpans(new OTLPTraceExporter())],
  });
  provider.register();
  traceQueries(trace.getTracer("tenantpilot"));
  return provider;
}

/** Sends spans in batches, each with the ids that the log's lines have, and with nothing that no log may hold. */
class PlainSpans extends BatchSpanProcessor {
  constructor(exporter: OTLPTraceExporter) {
    super({
      export: (spans, done) => exporter.export(spans.map(plainSpan), done),
      forceFlush: () => exporter.forceFlush(),
      shutdown: () => exporter.shutdown(),
    });
  }

  override onStart(span: Span, parent: Context): void {
    const { requestId, runId, operationRunId } = logIds();
    if (requestId) span.setAttribute("tenantpilot.request_id", requestId);
    if (runId) span.setAttribute("tenantpilot.run_id", runId);
    if (operationRunId) span.setAttribute("tenantpilot.operation_run_id", operationRunId);
    super.onStart(span, parent);
  }
}
