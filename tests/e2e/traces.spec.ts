import { type Collector, type ReceivedSpan, startCollector } from "../tracing/collector";
import { type Product, runTenantpilot, startCopy } from "./support/product";
import { expect, test } from "./support/test";

// running.md, Production: OpenTelemetry where the environment asks for it. The real product with a collector beside it.

let collector: Collector;
let product: Product;

test.beforeAll(async () => {
  collector = await startCollector();
  product = await startCopy(process.env.E2E_DEMO_DATA ?? "", {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_BSP_SCHEDULE_DELAY: "200",
  });
});
test.afterAll(async () => {
  await product?.stop();
  await collector?.stop();
});

const named = (name: string) => collector.spans.filter((span) => span.name === name);
const within = ({ traceId }: ReceivedSpan) => collector.spans.filter((span) => span.traceId === traceId);

test("requests, their queries and the steps of a pack are traced, and no address, token or person leaves with them", async () => {
  const generated = await runTenantpilot(product.dataDir, ["generate", "--tenant", "fabrikam", "--wait", "--json"]);
  const { pack } = JSON.parse(generated.stdout);
  const { url } = JSON.parse((await runTenantpilot(product.dataDir, ["link", pack.id, "--json"])).stdout);
  const download = await fetch(url);
  await download.arrayBuffer();
  const requestId = download.headers.get("x-request-id") ?? "";
  const invitation = await fetch(new URL(`/invitations/${"A".repeat(43)}`, product.url));
  expect([download.status, invitation.status]).toEqual([200, 404]);

  await expect(() => {
    expect(named("GET /d/[link]").length).toBeGreaterThan(0);
    expect(named("GET /invitations/[token]").length).toBeGreaterThan(0);
    expect(named("step publish").length).toBeGreaterThan(0);
  }).toPass();
  const [request] = named("GET /d/[link]");
  expect(request?.attributes).toMatchObject({ "http.method": "GET", "tenantpilot.request_id": requestId });
  for (const step of ["collect", "render", "assemble", "verify", "publish"]) {
    const [span] = named(`step ${step}`);
    if (!span) throw new Error(`There is no step ${step}.`);
    const around = within(span).map(({ name }) => name);
    expect(around).toEqual(expect.arrayContaining(["POST /api/inngest", "BEGIN", "COMMIT"]));
  }
  const sent = collector.text();
  for (const secret of [new URL(url).searchParams.get("sig") ?? "", "A".repeat(43), "demo.example", "fabrikam"])
    expect(sent).not.toContain(secret);
});
