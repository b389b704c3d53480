import type { Command } from "commander";
import { runCommand } from "@/bin/command";
import { fetchPack } from "@/lib/download-links/fetch-pack";
import { mintLinkById } from "@/lib/download-links/links";

/** `tenantpilot download <pack> -o <file>`: fetches a pack from the running server and checks it. */
export function register(program: Command): void {
  program
    .command("download <pack>")
    .description("download a review pack from the running server, check its size and SHA-256, and save it")
    .requiredOption("-o, --output <file>", "file to save it as")
    .option("--force", "replace the file if it exists")
    .option("--as <e-mail>", "act as this person")
    .option("--json", "one JSON document on standard output")
    .action((pack: string, options: { output: string; force?: boolean; as?: string; json?: boolean }) =>
      runCommand(options, async ({ actor, now }) => {
        const link = await mintLinkById(actor, pack, { ip: null, userAgent: "tenantpilot download" }, now);
        const saved = await fetchPack(link, options.output, { force: options.force === true });
        return { json: saved, text: `${saved.file}: ${saved.bytes} bytes, SHA-256 ${saved.sha256}` };
      }),
    );
}
