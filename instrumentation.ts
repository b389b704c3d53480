/**
 * Runs once when the server starts (Next's convention): a wrong environment ends it here, traces are sent where there is a collector,
 * the outbox is relayed, and the keys that packs are signed with are made known before the first pack is.
 */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startTracing } = await import("@/lib/tracing/tracing");
  await startTracing();
  const { startRelay } = await import("@/inngest/relay-loop");
  startRelay();
  const { rememberSigningKeys } = await import("@/lib/signing/known-keys");
  const { log } = await import("@/lib/log");
  await rememberSigningKeys().catch((err) => log("signing").error({ err }, "the signing keys are not known yet"));
}
