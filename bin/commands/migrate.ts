import type { Command } from "commander";
import { noPerson, runAsOperator } from "@/bin/command";
import { projectRoot, summaries } from "@/bin/program";
import { migrateDatabase } from "@/lib/embedded/database";
import { env } from "@/lib/env";

/** `migrate`: applies the migrations that are missing; a start does the same. */
export function register(program: Command): void {
  program
    .command("migrate")
    .description(summaries.migrate ?? "")
    .option("--json", "print one JSON document")
    .addOption(noPerson())
    .action((options: { json?: boolean; as?: string }) =>
      runAsOperator(options, async () => {
        const applied = await migrateDatabase(env(), projectRoot);
        const text = applied.length === 0 ? "The database is up to date." : `Applied: ${applied.join(", ")}.`;
        return { json: { applied }, text };
      }),
    );
}
