import { createServer } from "node:http";
import { serve } from "inngest/node";
import pg from "pg";
import { type DurableRunDetail, rerun } from "@/lib/embedded/runner/runs";
import { startRunner } from "@/lib/embedded/runner/start-runner";
import { setEnvironment } from "@/lib/env";
import { relayOutbox } from "@/lib/outbox/outbox";
import { ended, registered, runnerOptions, until } from "../embedded/runner/setup-runner";
import { freePort } from "../setup/cluster";
import { ownerUrl } from "../support/owner";

/** The product's own functions behind the embedded runner, as `npm start` has it, on the test database. */
export interface ProductStage {
  pool: pg.Pool;
  /** Sends what lies in the outbox. */
  relay(): Promise<void>;
  /** Runs of a pack's events, oldest first. */
  runsOf(packId: bigint | string): Promise<string[]>;
  /** Relays, and waits for the end of the run that the event with this id starts. */
  deliver(eventId: string): Promise<DurableRunDetail>;
  /** Presses Rerun in the dashboard and waits for the end. */
  rerun(runId: string): Promise<DurableRunDetail>;
  close(): Promise<void>;
}

export async function setProductStage(): Promise<ProductStage> {
  const port = await freePort();
  setEnvironment({ INNGEST_BASE_URL: `http://127.0.0.1:${port}` });
  const [{ inngest }, { generateReviewPack }, { fetchFromGraph }, { sendEvents }] = await Promise.all([
    import("@/inngest/client"),
    import("@/inngest/generate-review-pack"),
    import("@/inngest/fetch-from-graph"),
    import("@/inngest/send"),
  ]);
  const app = createServer(serve({ client: inngest, functions: [generateReviewPack, fetchFromGraph] }));
  const appPort = await freePort();
  await new Promise<void>((resolve) => app.listen(appPort, "127.0.0.1", resolve));
  const runner = await startRunner(runnerOptions(`http://127.0.0.1:${appPort}`, port));
  const pool = new pg.Pool({ connectionString: ownerUrl(), max: 4 });
  pool.on("error", () => {});
  await registered(runner.url);
  const relay = async () => void (await relayOutbox(sendEvents, new Date()));
  const startedBy = async (eventId: string) => {
    const { rows } = await pool.query<{ id: string }>(
      `SELECT r.id FROM durable.runs r JOIN durable.events e ON e.internal_id = r.event_internal_id
       WHERE e.body->>'id' = $1 AND r.original_run_id IS NULL`,
      [eventId],
    );
    return rows[0]?.id;
  };
  return {
    pool,
    relay,
    runsOf: async (packId) => {
      const { rows } = await pool.query<{ id: string }>(
        `SELECT r.id FROM durable.runs r JOIN durable.events e ON e.internal_id = r.event_internal_id
         WHERE e.body->'data'->>'packId' = $1 ORDER BY r.started_at`,
        [String(packId)],
      );
      return rows.map(({ id }) => id);
    },
    deliver: async (eventId) => {
      await relay();
      await until(async () => (await startedBy(eventId)) !== undefined);
      return ended(pool, (await startedBy(eventId)) ?? "", 60_000);
    },
    rerun: async (runId) => ended(pool, await rerun(pool, runId), 60_000),
    close: async () => {
      await runner.stop();
      app.closeAllConnections();
      await new Promise((resolve) => app.close(resolve));
      await pool.end();
    },
  };
}
