import { expect, test } from "vitest";
import { GET } from "@/app/metrics/route";
import { recordAudit } from "@/lib/audit/record";
import { inSystem } from "@/lib/db";
import { setEnvironment } from "@/lib/env";
import { buildPack, buildTenant } from "../factories";

const token = "a token for the metrics";
const get = (headers: Record<string, string> = {}) =>
  GET(new Request("http://localhost/metrics", { headers: { authorization: `Bearer ${token}`, ...headers } }));

test("without a token in the environment, or with another, there is no such page", async () => {
  expect((await get()).status).toBe(404);
  setEnvironment({ TENANTPILOT_METRICS_TOKEN: token });
  expect((await get({ authorization: "Bearer another token of it" })).status).toBe(404);
  expect((await get()).status).toBe(200);
});

test("packs by status, what waits and how long, and the time of the last hour's packs", async () => {
  const now = Date.now();
  await buildPack({ status: "queued", createdAt: new Date(now - 90_000) });
  await buildPack({ status: "ready", createdAt: new Date(now - 30_000), generatedAt: new Date(now - 20_000) });
  await inSystem((tx) =>
    tx.outboxEvent.create({
      data: { eventId: "e1", name: "test/waits", data: {}, createdAt: new Date(now - 40_000) },
    }),
  );
  const figures = await read();
  expect(figures['tenantpilot_review_packs{status="queued"}']).toBe(1);
  expect(figures['tenantpilot_review_packs{status="ready"}']).toBe(1);
  expect(figures['tenantpilot_review_packs{status="failed"}']).toBe(0);
  expect(figures.tenantpilot_queue_age_seconds).toBeGreaterThanOrEqual(90);
  expect(figures.tenantpilot_outbox_events).toBe(1);
  expect(figures.tenantpilot_outbox_lag_seconds).toBeGreaterThanOrEqual(40);
  expect(figures['tenantpilot_generation_seconds{quantile="0.95"}']).toBeCloseTo(10, 1);
});

test("bytes that were handed out and refusals are counted as the audit has them", async () => {
  const { workspaceId } = await buildTenant();
  const event = { workspaceId, actor: { kind: "anonymous" } } as const;
  const before = await read();
  await inSystem(async (tx) => {
    await recordAudit(tx, { ...event, action: "review_pack.download_completed", details: { bytes: 1200 } });
    await recordAudit(tx, {
      ...event,
      action: "review_pack.download_cut_off",
      outcome: "cut_off",
      details: { bytes: 34 },
    });
    await recordAudit(tx, { ...event, action: "review_pack.download_refused", outcome: "refused" });
  });
  const after = await read();
  const refusals = 'tenantpilot_audit_events_total{action="review_pack.download_refused",outcome="refused"}';
  expect((after.tenantpilot_download_bytes_total ?? 0) - (before.tenantpilot_download_bytes_total ?? 0)).toBe(1234);
  expect((after[refusals] ?? 0) - (before[refusals] ?? 0)).toBe(1);
});

/** The samples by name and labels. */
async function read(): Promise<Record<string, number>> {
  setEnvironment({ TENANTPILOT_METRICS_TOKEN: token });
  const text = await (await get()).text();
  const samples = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return Object.fromEntries(
    samples.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.split(" ").at(-1))]),
  );
}
