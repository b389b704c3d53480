import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Command } from "commander";
import { compile } from "@/bin/compiled.mjs";
import { projectRoot, summaries } from "@/bin/program";
import { ensureBuild } from "@/lib/embedded/build";
import { lineProgress } from "@/lib/embedded/progress";

/** `build`: what the first start does, by itself; for images and for the tests. Needs no database and no secrets. */
export function register(program: Command): void {
  program
    .command("build")
    .description(summaries.build ?? "")
    .option("--json", "print one JSON document")
    .action(async (options: { json?: boolean }) => {
      const folder = path.join(tmpdir(), `tenantpilot-build-${process.pid}`);
      await mkdir(folder, { recursive: true });
      const progress = lineProgress((line) => void process.stderr.write(`${line}\n`));
      try {
        const outcome = await progress.during("Building the pages", () =>
          ensureBuild(projectRoot, path.join(folder, "build.log")),
        );
        await compile();
        process.stdout.write(
          options.json
            ? `${JSON.stringify({ outcome })}\n`
            : `The build is ${outcome === "built" ? "done" : "up to date"}.\n`,
        );
      } catch (error) {
        progress.say(error instanceof Error ? error.message : String(error));
        process.exitCode = 1;
      }
    });
}
