import type { Command } from "commander";
import { runCommand } from "@/bin/command";
import { sweepPreviews } from "@/lib/imports/previews/sweep-previews";
import { prune } from "@/lib/review-packs/retention";

/** `prune`: expires packs, deletes their files and old rows, and uploads that nobody decided about; the cron does the same every hour. */
export function register(program: Command): void {
  program
    .command("prune")
    .description(
      "expire packs past their date, delete files and rows past the grace, and uploads that nobody decided about",
    )
    .option("--json", "one JSON document on standard output")
    .action((options: { json?: boolean }) =>
      runCommand(options, async ({ now }) => {
        const report = await prune(now);
        const { abandoned } = await sweepPreviews(now);
        const done = Object.entries({ ...report, uploadsDiscarded: abandoned }).flatMap(([what, count]) =>
          count > 0 ? [`${what}: ${count}`] : [],
        );
        return {
          json: { checked: report.expired + report.rowsDeleted, problems: [], done },
          text: done.join("\n") || "Nothing to prune.",
        };
      }),
    );
}
