import { readFile } from "node:fs/promises";
import { type Command, InvalidArgumentError } from "commander";
import { runCommand } from "@/bin/command";
import { createShareLink } from "@/lib/share-links/create";

interface Options {
  for: string;
  days?: number;
  uses?: number;
  passphraseFile?: string;
  as?: string;
  json?: boolean;
}

/** `tenantpilot share <pack> --for <whom>`: makes a share link and prints it, this once. */
export function register(program: Command): void {
  program
    .command("share <pack>")
    .description("make a share link of a review pack: whoever has it can fetch the pack without an account")
    .requiredOption("--for <whom>", "whom it is for; they read it on its page")
    .option("--days <days>", "how long it works; left out: as long as the pack", wholeNumber)
    .option("--uses <times>", "how often the pack can be fetched; left out: no limit", wholeNumber)
    .option("--passphrase-file <file>", "ask for the passphrase that is the first line of this file")
    .option("--as <e-mail>", "act as this person")
    .option("--json", "one JSON document on standard output")
    .action((packId: string, options: Options) =>
      runCommand(options, async ({ actor, now }) => {
        const passphrase = options.passphraseFile ? await firstLineOf(options.passphraseFile) : null;
        const { days = null, uses: usesMax = null } = options;
        const terms = { label: options.for, days, passphrase, usesMax };
        const made = await createShareLink(actor, { packId }, terms, { ip: null, userAgent: null }, now);
        return { json: made, text: `${made.url}\nIt works until ${made.expiresAt}. It is shown this once.` };
      }),
    );
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError("It has to be a whole number from 1.");
  return Number(text);
}

/** Not an option of its own: what stands on a command line is read by everybody on the machine. */
async function firstLineOf(file: string): Promise<string> {
  return (await readFile(file, "utf8")).split(/\r?\n/)[0] ?? "";
}
