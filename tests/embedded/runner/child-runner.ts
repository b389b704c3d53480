import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { RunnerOptions } from "@/lib/embedded/runner/start-runner";

/** A runner in a process of its own, which can be killed. */
export async function startRunnerChild(options: RunnerOptions): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "tests/embedded/runner/runner-child.ts", JSON.stringify(options)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  await Promise.race([
    once(child.stdout ?? child, "data"),
    once(child, "exit").then(() => {
      throw new Error("the runner did not start");
    }),
  ]);
  return child;
}

/** Sends the signal, SIGKILL unless another is given, and waits for the end. */
export async function endChild(child: ChildProcess, signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, "exit");
}
