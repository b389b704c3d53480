import type { Command } from "commander";
import { runCommand } from "@/bin/command";
import { summaries } from "@/bin/program";
import { findDemoState } from "@/lib/embedded/demo-state";
import { lineProgress } from "@/lib/embedded/progress";

/** `seed`: adds the demo workspace where a start did not (--no-demo, or a database of one's own). */
export function register(program: Command): void {
  program
    .command("seed")
    .description(summaries.seed ?? "")
    .option("--json", "print one JSON document")
    .action((options: { json?: boolean }) =>
      runCommand(options, async ({ log, setting }) => {
        const { seedDatabase } = await import("@/lib/embedded/seed");
        const known = await findDemoState(setting.dataDir);
        if (known?.state === "seeded") return { json: { seeded: false }, text: "The demo data is there already." };
        const environment = Object.fromEntries(
          Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
        );
        await seedDatabase({ dataDir: setting.dataDir, environment, progress: lineProgress(log) });
        return { json: { seeded: true }, text: "The demo data is there. tenantpilot status shows who can sign in." };
      }),
    );
}
