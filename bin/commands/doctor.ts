import type { Command } from "commander";
import { noPerson, runAsOperator } from "@/bin/command";
import { reportText } from "@/bin/commands/reconcile";
import { doctor } from "@/lib/housekeeping/doctor";

/** `doctor`: looks at everything, changes nothing, and fails when it finds a problem. */
export function register(program: Command): void {
  program
    .command("doctor")
    .description("look for problems, changing nothing")
    .option("--json", "one JSON document on standard output")
    .addOption(noPerson())
    .action((options: { json?: boolean; as?: string }) =>
      runAsOperator(options, async ({ now }) => {
        const report = await doctor(now);
        return { json: report, text: reportText(report), failed: report.problems.length > 0 };
      }),
    );
}
