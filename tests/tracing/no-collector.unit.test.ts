import { trace } from "@opentelemetry/api";
import { beforeEach, expect, it, vi } from "vitest";
import { inSpan } from "@/lib/tracing/in-span";
import { startTracing, stopTracing } from "@/lib/tracing/tracing";

const environment = vi.hoisted(() => ({ of: {} as Record<string, unknown> }));
vi.mock("@/lib/env", () => ({ env: () => environment.of }));
vi.mock("@/lib/tracing/start-provider", () => {
  throw new Error("Loading it is what the last test asks for.");
});

beforeEach(() => {
  environment.of = {};
});

it("without a collector nothing of the tracer is loaded, and what marks a span does only its work", async () => {
  await startTracing();
  expect(await inSpan("step", async () => trace.getActiveSpan())).toBeUndefined();
  await expect(inSpan("step", () => Promise.reject(new Error("as it was")))).rejects.toThrow("as it was");
  await stopTracing();
});

it("nor when it is switched off", async () => {
  environment.of = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4318", OTEL_SDK_DISABLED: true };
  await startTracing();
});

it("with a collector it is loaded, by either variable", async () => {
  for (const name of ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"]) {
    environment.of = { [name]: "http://localhost:4318", OTEL_SDK_DISABLED: false };
    await expect(startTracing()).rejects.toThrow("mocking a module");
  }
});
