import type { Command } from "commander";
import { runCommand } from "@/bin/command";
import { sweepPreviews } from "@/lib/imports/previews/sweep-previews";
import { sweepKeptFiles } from "@/lib/imports/sweep-kept-files";
import { prune } from "@/lib/review-packs/retention";

/** `prune`: expires packs, deletes their files and old rows, uploads that nobody decided about, imported files whose days are over; the cron does the same every hour. */
export function register(program: Command): void {
  program
    .command("prune")
    .description(
      "expire packs past their date, delete files and rows past the grace, uploads that nobody decided about, and imported files that were kept long enough",
    )
    .option("--json", "one JSON document on standard output")
    .action((options: { json?: boolean }) =>
      runCommand(options, async ({ now }) => {
        const report = await prune(now);
        const { abandoned } = await sweepPreviews(now);
        const { problems, ...files } = await sweepKeptFiles(now);
        const all = {
          ...report,
          uploadsDiscarded: abandoned,
          importedFilesDeleted: files.filesDeleted + files.orphansDeleted,
        };
        const done = Object.entries(all).flatMap(([what, count]) => (count > 0 ? [`${what}: ${count}`] : []));
        return {
          json: { checked: report.expired + report.rowsDeleted, problems, done },
          text: done.join("\n") || "Nothing to prune.",
        };
      }),
    );
}
