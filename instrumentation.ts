/** Runs once when the server starts (Next's convention): a wrong environment ends it here, and the outbox is relayed. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startRelay } = await import("@/inngest/relay-loop");
  startRelay();
}
