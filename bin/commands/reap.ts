import type { Command } from "commander";
import { runCommand } from "@/bin/command";
import { relayNow } from "@/bin/relay-now";
import { recoverImports } from "@/lib/imports/recover-imports";
import { reap } from "@/lib/review-packs/recovery";

/** `reap`: sends packs and imports again that nobody works on; the cron does the same every minute. */
export function register(program: Command): void {
  program
    .command("reap")
    .description("send packs and imports again that nobody works on, or fail them")
    .option("--json", "one JSON document on standard output")
    .action((options: { json?: boolean }) =>
      runCommand(options, async ({ now }) => {
        const [packs, imports] = [await reap(now), await recoverImports(now)];
        const report = { sentAgain: packs.sentAgain + imports.sentAgain, failed: packs.failed + imports.failed };
        await relayNow(now);
        return { json: report, text: `${report.sentAgain} sent again, ${report.failed} failed.` };
      }),
    );
}
