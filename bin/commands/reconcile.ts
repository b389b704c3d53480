import type { Command } from "commander";
import { noPerson, runAsOperator } from "@/bin/command";
import { type ReconcileReport, reconcile } from "@/lib/review-packs/reconcile";

/** `reconcile`: compares the exports disk and the table both ways. */
export function register(program: Command): void {
  program
    .command("reconcile")
    .description("compare the stored files with the table, both ways")
    .option("--fix", "delete files that no row owns and that are older than a day")
    .option("--after-restore", "read every pack's file to its end, and name files without a row whatever their age")
    .option("--json", "one JSON document on standard output")
    .addOption(noPerson())
    .action((options: { fix?: boolean; afterRestore?: boolean; json?: boolean; as?: string }) =>
      runAsOperator(options, async ({ actor, now }) => {
        const rule = { fix: options.fix, isAfterRestore: options.afterRestore };
        const report = await reconcile(now, rule, actor);
        return { json: report, text: reportText(report), failed: report.problems.length > report.done.length };
      }),
    );
}

/** A report in lines for people. */
export function reportText(report: ReconcileReport): string {
  const problems = report.problems.map((problem) => `${problem.kind} ${problem.id}: ${problem.detail}`);
  return [`${report.checked} checked, ${report.problems.length} problems.`, ...problems, ...report.done].join("\n");
}
