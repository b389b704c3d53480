import path from "node:path";
import { Child } from "@/lib/embedded/children";
import { untilDatabaseAnswers } from "@/lib/embedded/database";
import type { Setting } from "@/lib/embedded/environment";
import { LogFile } from "@/lib/embedded/log-file";
import type { ProcessIdentity } from "@/lib/embedded/process-identity";
import type { Progress } from "@/lib/embedded/progress";
import type { RuntimeNote } from "@/lib/embedded/runtime-note";

const childStopMs = 14_000;

/** What the processes are started with, and who hears of them. */
export interface ProcessPlan {
  setting: Setting;
  environment: Record<string, string>;
  runtime: RuntimeNote;
  progress: Progress;
  /** One of them cannot be kept running. */
  fail(error: Error): void;
}

/** Starts the web server and, unless somebody else's Inngest is used, the embedded runner. */
export function startProcesses({ setting, environment, runtime, progress, fail }: ProcessPlan): Child[] {
  const { dataDir, root, isRunnerEmbedded, isDatabaseEmbedded, mode } = setting;
  // Where an operator collects logs, or a developer reads them, they go to the terminal.
  const isLoggedToTerminal = !isDatabaseEmbedded || mode === "development";
  const keep = (name: "server" | "runner") => {
    const log = isLoggedToTerminal ? null : new LogFile(path.join(dataDir, "logs", `${name}.log`));
    return new Child({
      name,
      root,
      environment: name === "server" ? withoutOwner(environment) : environment,
      output: (chunk) => (log ? log.write(chunk) : process.stderr.write(chunk)),
      running: (identity: ProcessIdentity) => {
        const noted = runtime.change({ children: { ...runtime.current.children, [name]: identity } });
        noted.catch((error) => progress.say(`The runtime file could not be written: ${error.message}`));
      },
      untilStartable: (stop) => untilDatabaseAnswers(environment.DATABASE_URL ?? "", stop),
      restarted: (how) => progress.say(`The ${name} ${how} and was started again.`),
      failed: fail,
    });
  };
  return isRunnerEmbedded ? [keep("server"), keep("runner")] : [keep("server")];
}

/** The web server never learns how to become the owner of the tables, for whom no wall holds. */
function withoutOwner({ DATABASE_OWNER_URL: _, ...environment }: Record<string, string>): Record<string, string> {
  return environment;
}

/**
 * Stops them, both at once: the runner takes no new work while the server lets the calls under way finish.
 * @param hurry when somebody does not want to wait.
 */
export async function stopProcesses(children: Child[], hurry: AbortSignal): Promise<void> {
  const stopAll = (limitMs: number) => Promise.all(children.map((child) => child.stop(limitMs)));
  const insist = () => void stopAll(0);
  if (hurry.aborted) insist();
  hurry.addEventListener("abort", insist);
  await stopAll(childStopMs);
  hurry.removeEventListener("abort", insist);
}
