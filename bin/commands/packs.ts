import { type Command, Option } from "commander";
import { runCommand, UsageError } from "@/bin/command";
import { packToJson } from "@/lib/api/pack-json";
import { listPacks } from "@/lib/review-packs/queries";
import { type PackStatus, packStatuses } from "@/lib/review-packs/status";

interface PacksOptions {
  tenant: string;
  status?: PackStatus;
  cursor?: string;
  json?: boolean;
  as?: string;
}

/** Lists leave out what is no cursor; a program that gives one shall hear of it rather than get the first page for ever. */
const isCursor = (text: string) => /^[1-9]\d{0,17}$/.test(text);

/** `packs`: a tenant's review packs, newest first. */
export function register(program: Command): void {
  program
    .command("packs")
    .description("list the review packs of a tenant")
    .requiredOption("--tenant <slug>", "the tenant")
    .addOption(new Option("--status <status>", "only these").choices(packStatuses))
    .option("--cursor <cursor>", "the next page, as `next` of the page before gives it")
    .option("--as <e-mail>", "act as this person")
    .option("--json", "one JSON document on standard output")
    .action((options: PacksOptions) =>
      runCommand(options, async ({ actor }) => {
        const { cursor } = options;
        if (cursor !== undefined && !isCursor(cursor))
          throw new UsageError(`--cursor ${cursor} is no cursor. Give the \`next\` of the page before.`);
        const page = await listPacks(actor, options.tenant, options);
        const lines = page.packs.map(
          (pack) =>
            `#${pack.id}  ${pack.status.padEnd(10)}  ${pack.generatedAt ?? pack.createdAt}  ${pack.sha256 ?? pack.reason}`,
        );
        return {
          json: { packs: page.packs.map(packToJson), next: page.next },
          text: lines.join("\n") || "No review packs yet.",
        };
      }),
    );
}
