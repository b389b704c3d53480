import { SpanStatusCode, trace } from "@opentelemetry/api";

/** Does the work as a span of its own: part of the request that it belongs to, where traces are sent, and nothing otherwise. */
export function inSpan<T>(name: string, work: () => Promise<T>): Promise<T> {
  return trace.getTracer("tenantpilot").startActiveSpan(name, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute("error.type", error instanceof Error ? error.name : typeof error);
      throw error;
    } finally {
      span.end();
    }
  });
}
