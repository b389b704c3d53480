import type { Command } from "commander";
import { runCommand } from "@/bin/command";
import { relayNow } from "@/bin/relay-now";
import { packToJson } from "@/lib/api/pack-json";
import type { Actor } from "@/lib/auth/actor";
import { defaultOptions } from "@/lib/review-packs/options";
import { getPackById, type PackView } from "@/lib/review-packs/queries";
import { requestPack } from "@/lib/review-packs/request-pack";

interface GenerateOptions {
  tenant: string;
  pii: boolean;
  operations: boolean;
  wait?: boolean;
  json?: boolean;
  as?: string;
}

const pollMs = 250;

/** `generate`: asks for a review pack, and with --wait stays until it is ready or has failed. */
export function register(program: Command): void {
  program
    .command("generate")
    .description("ask for a review pack of a tenant")
    .requiredOption("--tenant <slug>", "the tenant")
    .option("--no-pii", "leave people's data out")
    .option("--no-operations", "leave the operations of the last 30 days out")
    .option("--wait", "stay until the pack is ready or has failed (exit code 1)")
    .option("--as <e-mail>", "act as this person")
    .option("--json", "one JSON document on standard output")
    .action((options: GenerateOptions) =>
      runCommand(options, async ({ actor, now, log }) => {
        const defaults = defaultOptions();
        const answer = await requestPack(
          actor,
          {
            tenant: options.tenant,
            options: {
              includePii: options.pii && defaults.includePii,
              includeOperations: options.operations && defaults.includeOperations,
            },
          },
          now,
        );
        await relayNow(new Date());
        const pack = options.wait ? await waitForEnd(actor, answer.pack, log) : answer.pack;
        const text = `${answer.outcome}: review pack #${pack.id} is ${pack.status}. ${pack.failureReason ?? answer.reason}`;
        return { json: { ...answer, pack: packToJson(pack) }, text, failed: pack.status === "failed" };
      }),
    );
}

async function waitForEnd(actor: Actor, asked: PackView, log: (line: string) => void): Promise<PackView> {
  let said = "";
  for (;;) {
    const pack = await getPackById(actor, asked.id);
    if (pack.status !== "queued" && pack.status !== "generating") return pack;
    const line = pack.progress
      ? `${pack.progress.step} ${pack.progress.rowsDone}/${pack.progress.rowsExpected}`
      : pack.status;
    if (line !== said) log(line);
    said = line;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
