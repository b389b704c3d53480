import type { Command } from "commander";
import { runCommand } from "@/bin/command";
import { projectRoot, summaries } from "@/bin/program";
import { findDemoState } from "@/lib/embedded/demo-state";
import { isAlive } from "@/lib/embedded/process-identity";
import { findRuntime, productVersion } from "@/lib/embedded/runtime";
import { env } from "@/lib/env";

/** `status`: what runs, for people and scripts. Exit code 1 when nothing runs on this data folder. */
export function register(program: Command): void {
  program
    .command("status")
    .description(summaries.status ?? "")
    .option("--json", "print one JSON document")
    .action((options: { json?: boolean }) =>
      runCommand(options, async ({ setting }) => {
        const runtime = await findRuntime(setting.dataDir);
        const isRunning = runtime?.isReady === true && isAlive(runtime.supervisor);
        const demo = await findDemoState(setting.dataDir);
        const [first] = demo?.people ?? [];
        const { DATABASE_URL, DATABASE_OWNER_URL } = env();
        // For looks from outside: the owner, who sees every workspace.
        const json = {
          url: isRunning ? runtime.url : null,
          databaseUrl: setting.isDatabaseEmbedded ? (DATABASE_OWNER_URL ?? DATABASE_URL) : masked(DATABASE_URL),
          dataDir: setting.dataDir,
          storage: env().STORAGE,
          runner: setting.isRunnerEmbedded ? "embedded" : "inngest",
          version: isRunning ? runtime.version : productVersion(projectRoot),
          demo: demo?.state === "seeded" && first ? { email: first.email, password: demo.password } : null,
        };
        return { json, text: asText(json), failed: !isRunning };
      }),
    );
}

function asText(status: {
  url: string | null;
  dataDir: string;
  storage: string;
  runner: string;
  version: string;
  demo: { email: string } | null;
}): string {
  const lines = [
    status.url
      ? `TenantPilot ${status.version} runs at ${status.url}`
      : "TenantPilot is not running on this data folder. Start it with npm start.",
    `Data folder  ${status.dataDir}`,
    `Storage      ${status.storage}`,
    `Runner       ${status.runner}`,
  ];
  if (status.demo) lines.push(`Demo         ${status.demo.email} (password: --json shows it)`);
  return lines.join("\n");
}

/** Server and database only: neither the user nor the password. */
function masked(databaseUrl: string): string {
  const { protocol, host, pathname } = new URL(databaseUrl);
  return `${protocol}//***@${host}${pathname}`;
}
