import { runAsChild } from "@/lib/embedded/run-as-child";
import { startRunner } from "@/lib/embedded/runner/start-runner";
import { env } from "@/lib/env";

// The embedded durable runner (lib/embedded/runner) as a process of its own.

await runAsChild(async () => {
  const { DATABASE_URL, DATABASE_OWNER_URL, INNGEST_BASE_URL, INNGEST_EVENT_KEY, INNGEST_SIGNING_KEY, PORT } = env();
  const { TENANTPILOT_RETRY_SECONDS: retrySeconds } = env();
  const runner = await startRunner({
    // Its tables and its queue are its own.
    databaseUrl: DATABASE_OWNER_URL ?? DATABASE_URL,
    appUrl: `http://127.0.0.1:${PORT}`,
    port: Number(new URL(INNGEST_BASE_URL ?? "http://127.0.0.1:0").port),
    eventKey: INNGEST_EVENT_KEY,
    signingKey: INNGEST_SIGNING_KEY,
    ...(retrySeconds !== undefined && { retryBackoffMs: () => retrySeconds * 1000 }),
  });
  return { stop: () => runner.stop() };
});
