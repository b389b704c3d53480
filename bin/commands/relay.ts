import type { Command } from "commander";
import { noPerson, runAsOperator } from "@/bin/command";
import { relayNow } from "@/bin/relay-now";

/** `relay`: sends the events that wait in the outbox; the cron does the same every minute. */
export function register(program: Command): void {
  program
    .command("relay")
    .description("send the events that could not be sent before")
    .option("--json", "one JSON document on standard output")
    .addOption(noPerson())
    .action((options: { json?: boolean; as?: string }) =>
      runAsOperator(options, async ({ now }) => {
        const report = await relayNow(now);
        return { json: report, text: `${report.sent} sent, ${report.failed} not sent.`, failed: report.failed > 0 };
      }),
    );
}
