import type { Command } from "commander";
import { noPerson, runAsOperator } from "@/bin/command";
import { relayNow } from "@/bin/relay-now";
import { recoverImports } from "@/lib/imports/recover-imports";
import { reap } from "@/lib/review-packs/recovery";

/** `reap`: sends packs and imports again that nobody works on; the cron does the same every minute. */
export function register(program: Command): void {
  program
    .command("reap")
    .description("send packs and imports again that nobody works on, or fail them")
    .option("--json", "one JSON document on standard output")
    .addOption(noPerson())
    .action((options: { json?: boolean; as?: string }) =>
      runAsOperator(options, async ({ actor, now }) => {
        const [packs, imports] = [await reap(now, actor), await recoverImports(now)];
        const report = { sentAgain: packs.sentAgain + imports.sentAgain, failed: packs.failed + imports.failed };
        await relayNow(now);
        return { json: report, text: `${report.sentAgain} sent again, ${report.failed} failed.` };
      }),
    );
}
