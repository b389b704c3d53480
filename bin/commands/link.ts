import type { Command } from "commander";
import { runCommand } from "@/bin/command";
import { mintLinkById } from "@/lib/download-links/links";

/** `tenantpilot link <pack>`: makes a download link and prints it. */
export function register(program: Command): void {
  program
    .command("link <pack>")
    .description("make a download link of a review pack: whoever has it can download until it runs out")
    .option("--as <e-mail>", "act as this person")
    .option("--json", "one JSON document on standard output")
    .action((pack: string, options: { as?: string; json?: boolean }) =>
      runCommand(options, async ({ actor, now }) => {
        const { id, url, expiresAt } = await mintLinkById(actor, pack, { ip: null, userAgent: null }, now);
        return { json: { id, url, expiresAt }, text: `${url}\nIt works until ${expiresAt}.` };
      }),
    );
}
