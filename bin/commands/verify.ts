import type { Command } from "commander";
import { runCommand } from "@/bin/command";
import { type FileVerdict, type PackVerdict, verifyFile } from "@/lib/review-packs/verify-file";

/** `verify <zip>`: checks a pack's file by its manifest, then by the packs that were issued here. */
export function register(program: Command): void {
  program
    .command("verify <zip>")
    .description("check a review pack's ZIP file: each entry by the manifest in it, then whether it was issued here")
    .option("--json", "print { verdict, pack, problems }")
    .action((zip: string, options: { json?: boolean }) =>
      runCommand(options, async ({ now }) => {
        const found = await verifyFile(zip, now);
        return { json: found, text: describeVerdict(found), failed: !isIssuedHere[found.verdict] };
      }),
    );
}

/** Which verdicts end with exit code 0: the file is what was issued here, even when there is a newer one. */
const isIssuedHere: Record<PackVerdict, boolean> = {
  valid: true,
  superseded: true,
  expired: true,
  revoked: false,
  unknown: false,
  altered: false,
};

function describeVerdict({ verdict, pack, problems, sha256, because }: FileVerdict): string {
  const lines = [`${verdict}: ${because}`, `SHA-256 ${sha256}`];
  if (pack)
    lines.push(`Pack ${pack.id}${pack.tenant ? ` of ${pack.tenant}` : ""}${pack.asOf ? `, as of ${pack.asOf}` : ""}`);
  return [
    ...lines,
    ...problems.map(({ path, problem }) => `${path === "" ? "The archive" : JSON.stringify(path)}: ${problem}`),
  ].join("\n");
}
