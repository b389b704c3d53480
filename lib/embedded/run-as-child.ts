/** A part of the product that runs in a process of its own. */
export interface Part {
  stop(limitMs: number): Promise<void>;
}

const drainMs = 10_000;
/** When the supervisor is gone nobody waits for us, and the next start may come at once. */
const orphanedDrainMs = 1000;

/**
 * The conversation with the supervisor (children.ts): says "ready" or what failed, stops in order when told to, and when
 * the supervisor is gone. Without a supervisor it runs until SIGINT or SIGTERM.
 */
export async function runAsChild(start: () => Promise<Part>): Promise<void> {
  let isStopping = false;
  let part: Part | undefined;
  const stop = (limitMs: number) => {
    if (!isStopping) void end(part, limitMs);
    isStopping = true;
  };
  process.on("message", (message) => message === "stop" && stop(drainMs));
  process.on("disconnect", () => stop(orphanedDrainMs));
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stop(drainMs));
  try {
    part = await start();
    process.send?.("ready");
  } catch (error) {
    console.error(error);
    tellAndExit(error instanceof Error ? error.message : String(error));
  }
}

async function end(part: Part | undefined, limitMs: number): Promise<void> {
  // What hangs beyond its limit is not waited for.
  setTimeout(() => process.exit(1), limitMs + 2000).unref();
  let code = 0;
  try {
    await part?.stop(limitMs);
  } catch (error) {
    console.error(error);
    code = 1;
  }
  process.exit(code);
}

function tellAndExit(failed: string): void {
  if (process.send && process.connected) process.send({ failed }, () => process.exit(1));
  else process.exit(1);
}
