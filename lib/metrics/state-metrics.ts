import { Gauge, Registry } from "prom-client";
import { inSystem } from "@/lib/db";
import { type PackStatus, packStatuses } from "@/lib/review-packs/status";

interface State {
  byStatus: { status: PackStatus; count: number }[];
  queueSeconds: number;
  outboxWaiting: number;
  outboxSeconds: number;
  generation: { packs: number; p50: number | null; p95: number | null };
}

/**
 * What the database says at this moment, the same in every process (running.md, Production): packs by status, the age of
 * the queue and of the outbox, and how long the packs of the last hour took.
 */
export async function stateRegistry(now: Date): Promise<Registry> {
  const { byStatus, queueSeconds, outboxWaiting, outboxSeconds, generation } = await readState(now);
  const registry = new Registry();
  const gauge = (name: string, help: string, value: number) =>
    new Gauge({ name: `tenantpilot_${name}`, help, registers: [registry] }).set(value);
  const packs = new Gauge({
    name: "tenantpilot_review_packs",
    help: "Review packs by status.",
    labelNames: ["status"],
    registers: [registry],
  });
  for (const status of packStatuses) packs.set({ status }, byStatus.find((row) => row.status === status)?.count ?? 0);
  gauge("queue_age_seconds", "Seconds that the oldest queued pack has waited; 0 when none does.", queueSeconds);
  gauge("outbox_events", "Events that wait to be sent.", outboxWaiting);
  gauge("outbox_lag_seconds", "Seconds that the oldest unsent event has waited; 0 when none does.", outboxSeconds);
  gauge("generated_packs_last_hour", "Packs that became ready within the last hour.", generation.packs);
  const seconds = new Gauge({
    name: "tenantpilot_generation_seconds",
    help: "Seconds from the request to ready of the packs of the last hour, by quantile.",
    labelNames: ["quantile"],
    registers: [registry],
  });
  if (generation.p50 !== null) seconds.set({ quantile: "0.5" }, generation.p50);
  if (generation.p95 !== null) seconds.set({ quantile: "0.95" }, generation.p95);
  return registry;
}

async function readState(now: Date): Promise<State> {
  return inSystem(async (tx) => {
    const byStatus = await tx.$queryRaw<State["byStatus"]>`
      SELECT status, count(*)::int AS count FROM review_packs GROUP BY status`;
    const [waiting] = await tx.$queryRaw<Omit<State, "byStatus" | "generation">[]>`
      SELECT coalesce((SELECT extract(epoch FROM ${now} - min(created_at)) FROM review_packs WHERE status = 'queued'), 0)::float8 AS "queueSeconds",
             coalesce(extract(epoch FROM ${now} - min(created_at)), 0)::float8 AS "outboxSeconds", count(*)::int AS "outboxWaiting"
      FROM outbox_events WHERE sent_at IS NULL`;
    const [generation] = await tx.$queryRaw<[State["generation"]]>`
      SELECT count(*)::int AS packs,
             percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM generated_at - created_at))::float8 AS p50,
             percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM generated_at - created_at))::float8 AS p95
      FROM review_packs WHERE generated_at > ${now}::timestamptz - interval '1 hour'`;
    if (!waiting) throw new Error("An aggregate without a row.");
    return { byStatus, ...waiting, generation };
  });
}
