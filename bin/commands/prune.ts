import type { Command } from "commander";
import { noPerson, runAsOperator } from "@/bin/command";
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
    .addOption(noPerson())
    .action((options: { json?: boolean; as?: string }) =>
      runAsOperator(options, async ({ actor, now }) => {
        const { problems, ...counts } = await prune(now, actor);
        const { abandoned } = await sweepPreviews(now);
        const files = await sweepKeptFiles(now, actor);
        const all = {
          ...counts,
          uploadsDiscarded: abandoned,
          importedFilesDeleted: files.filesDeleted + files.orphansDeleted,
        };
        const done = Object.entries(all).flatMap(([what, count]) => (count > 0 ? [`${what}: ${count}`] : []));
        problems.push(...files.problems);
        const left = problems.map(({ kind, id, detail }) => `${kind} ${id}: ${detail}`);
        return {
          json: { checked: counts.expired + counts.rowsDeleted, problems, done },
          text: [...done, ...left].join("\n") || "Nothing to prune.",
          failed: problems.length > 0,
        };
      }),
    );
}
