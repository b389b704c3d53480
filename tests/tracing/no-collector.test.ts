import { trace } from "@opentelemetry/api";
import { beforeEach, expect, it, vi } from "vitest";
import { setEnvironment } from "@/lib/env";
import { inSpan } from "@/lib/tracing/in-span";
import { startTracing, stopTracing } from "@/lib/tracing/tracing";

// It throws when it is loaded: no other way shows from outside that nothing was. The real one is in traces.test.ts.
vi.mock("@/lib/tracing/start-provider", () => {
  throw new Error("Loading it is what the last test asks for.");
});

const names = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_SDK_DISABLED"];
beforeEach(() => {
  for (const name of names) delete process.env[name];
  setEnvironment({});
});

it("without a collector nothing of the tracer is loaded, and what marks a span does only its work", async () => {
  await startTracing();
  expect(await inSpan("step", async () => trace.getActiveSpan())).toBeUndefined();
  await expect(inSpan("step", () => Promise.reject(new Error("as it was")))).rejects.toThrow("as it was");
  await stopTracing();
});

it("nor when it is switched off", async () => {
  setEnvironment({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4318", OTEL_SDK_DISABLED: "true" });
  await startTracing();
});

it.each(names.slice(0, 2))("with a collector it is loaded: %s", async (name) => {
  setEnvironment({ [name]: "http://localhost:4318" });
  await expect(startTracing()).rejects.toThrow("mocking a module");
});
