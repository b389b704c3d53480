import { trace } from "@opentelemetry/api";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { inSystem } from "@/lib/db";
import { setEnvironment } from "@/lib/env";
import { recordStep } from "@/lib/operations/steps";
import { requestPack } from "@/lib/review-packs/request-pack";
import { kindOf } from "@/lib/tracing/trace-queries";
import { startTracing, stopTracing } from "@/lib/tracing/tracing";
import { buildFinding, buildOperationRun, buildReport, buildTenant, buildUser } from "../factories";
import { type ProductStage, setProductStage } from "../inngest/product-stage";
import { searchLogs } from "../logs/search-logs";
import { type Collector, startCollector } from "./collector";

vi.setConfig({ testTimeout: 120_000 });

let collector: Collector;
let stage: ProductStage;
const person = "Alex Example";
const email = "alex@example.com";
const signature = "0123456789abcdef".repeat(4);
const names = () => collector.spans.map(({ name }) => name);
const find = (name: string) => collector.spans.find((span) => span.name === name) ?? expect.fail(names().join("\n"));

beforeAll(async () => {
  collector = await startCollector();
  stage = await setProductStage();
  setEnvironment({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_SERVICE_NAME: "tenantpilot-test" });
  await startTracing();
  await makePack();
  await failStep();
  asNextDoes();
  await stopTracing();
}, 120_000);
afterAll(async () => {
  await stage.close();
  await collector.stop();
});

let operationRunId: bigint | null;
let runId: string;

async function makePack(): Promise<void> {
  const tenant = await buildTenant({ name: "Harbour of Example" });
  const actor = await buildUser({ role: "manager", tenant, name: person, email });
  await buildFinding({ tenant, title: `Sign-in of ${email}`, resourceName: person, resourceId: email });
  await buildReport({ tenant, payload: { value: [{ displayName: person, mail: email }] } });
  const options = { includePii: true, includeOperations: true };
  const { pack } = await requestPack(actor, { tenant: tenant.slug, options }, new Date());
  const run = await stage.deliver(`review-pack-${pack.id}`);
  expect(run.output).toEqual({ ready: pack.id });
  runId = run.id;
  ({ operationRunId } = await inSystem((tx) => tx.reviewPack.findUniqueOrThrow({ where: { id: BigInt(pack.id) } })));
}

async function failStep(): Promise<void> {
  const { id } = await buildOperationRun();
  const failing = recordStep({ operationRunId: id, runId: null, name: "fails" }, async () => {
    await inSystem((tx) => tx.user.create({ data: { email, name: person } }));
  });
  await expect(failing).rejects.toThrow();
}

/** Spans as Next makes them of a request, with all that it knows of it. */
function asNextDoes(): void {
  const tracer = trace.getTracer("next.js");
  const address = `/d/AAAAAAAAAAAAAAAAAAAAAA?exp=1790000000&kid=k1&sig=${signature}`;
  const request = tracer.startSpan("GET /d/[link]", {
    attributes: { "http.method": "GET", "http.target": address, "http.route": "/d/[link]", "http.status_code": 200 },
  });
  request.recordException(new Error(`${person} is a member already`));
  request.setStatus({ code: 2, message: `${person} is a member already` });
  request.addLink({ context: request.spanContext(), attributes: { "http.url": address } });
  request.end();
  const graph = `https://graph.example.com/v1.0/users/${email}`;
  tracer.startSpan(`fetch GET ${graph}`, { attributes: { "http.url": graph } }).end();
  tracer.startSpan(`middleware GET /invitations/${"A".repeat(43)}`).end();
}

it("a pack's steps are there, each with its queries inside, and with the ids of the log", () => {
  for (const name of ["step collect", "step render", "step assemble", "step verify", "step publish"])
    expect(find(name).attributes).toMatchObject({
      "tenantpilot.run_id": runId,
      "tenantpilot.operation_run_id": String(operationRunId),
    });
  const { traceId, spanId } = find("step collect");
  const inside = collector.spans.filter((span) => span.traceId === traceId && span.parentId === spanId);
  expect(inside.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["BEGIN", "COPY", "UPDATE review_packs", "COMMIT"]),
  );
  expect(inside.map(({ attributes }) => attributes["db.system.name"])).toContain("postgresql");
  expect(collector.text()).toContain("tenantpilot-test");
});

it("what fails says that it did, and not in which words", () => {
  const step = find("step fails");
  expect(step.hasFailed).toBe(true);
  expect(find("INSERT users")).toMatchObject({ hasFailed: true, attributes: { "error.type": "23505" } });
});

it("a request has its route, and neither address nor words", () => {
  expect(find("GET /d/[link]")).toMatchObject({
    hasFailed: true,
    events: ["exception"],
    attributes: { "http.method": "GET", "http.route": "/d/[link]" },
  });
  expect(names()).toContain("fetch GET …");
  expect(names()).toContain("middleware GET …");
});

it("nothing that was sent holds a person, a token, a value of a query or the signature of a link", () => {
  const lines = collector.text().split("\n");
  const known = [person, email, "Harbour of Example", signature].map((value) => ({ kind: value, value }));
  expect(searchLogs({ file: "traces", lines, known })).toEqual([]);
});

it.each([
  [`SELECT "public"."users"."id" FROM "public"."users" WHERE email = $1 FROM alex`, "SELECT", "users"],
  ["COPY (SELECT id FROM findings WHERE title = 'x' AND y IN (SELECT FROM alex)) TO STDOUT", "COPY", "findings"],
  ["COPY (SELECT 'from alex' FROM findings) TO STDOUT", "COPY", undefined],
  ["insert into audit_events (a) values ($1)", "INSERT", "audit_events"],
  ["SELECT set_config('app.scope', $1, true)", "SELECT", undefined],
  ["", "QUERY", undefined],
])("of %j the kind and the table are read, and no value", (text, operation, table) => {
  expect(kindOf(text)).toEqual({ operation, table });
});
