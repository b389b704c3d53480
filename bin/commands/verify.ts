import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { type CommandContext, runCommand, UsageError } from "@/bin/command";
import { AppError } from "@/lib/errors";
import type { SignatureFinding } from "@/lib/review-packs/build/signature-check";
import type { PackVerdict } from "@/lib/review-packs/issued";
import { type FileVerdict, verifyFile, verifyFileByKey } from "@/lib/review-packs/verify-file";
import { type PublicKey, readPublicKey } from "@/lib/signing/keys";

interface Options {
  json?: boolean;
  key?: string;
}

/** `verify <zip>`: checks a pack's file by its manifest and signature, then by the packs that were issued here. */
export function register(program: Command): void {
  program
    .command("verify <zip>")
    .description(
      "check a review pack's ZIP file: each entry by the manifest in it, the manifest by its signature, then whether it was issued here",
    )
    .option("--key <file.pem>", "check by this public key alone: asks no database, works offline")
    .option("--json", "print { verdict, pack, problems, signature }")
    .action((zip: string, options: Options) =>
      runCommand(
        options,
        async (context) => {
          const found = await verify(context, zip, options.key);
          return { json: found, text: describeVerdict(found), failed: !isIssuedHere[found.verdict] };
        },
        { nothing: true },
      ),
    );
}

async function verify({ now }: CommandContext, zip: string, keyFile: string | undefined): Promise<FileVerdict> {
  return keyFile === undefined ? verifyFile(zip, now, "operator") : verifyFileByKey(zip, await readKey(keyFile));
}

async function readKey(file: string): Promise<PublicKey> {
  const pem = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new AppError("not_found", `The key ${file} cannot be read.`, { next: "Check the path.", cause });
  });
  try {
    return readPublicKey(file, pem);
  } catch (error) {
    if (error instanceof AppError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
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

function describeVerdict({ verdict, pack, problems, signature, sha256, because }: FileVerdict): string {
  const lines = [`${verdict}: ${because}`, `SHA-256 ${sha256}`];
  if (pack)
    lines.push(`Pack ${pack.id}${pack.tenant ? ` of ${pack.tenant}` : ""}${pack.asOf ? `, as of ${pack.asOf}` : ""}`);
  if (signature.keyId !== null)
    lines.push(`Key ${signature.keyId}, ${signature.fingerprint}: ${words[signature.state]}`);
  return [
    ...lines,
    ...problems.map(({ path, problem }) => `${path === "" ? "The archive" : JSON.stringify(path)}: ${problem}`),
  ].join("\n");
}

const words: Record<SignatureFinding["state"], string> = {
  good: "the signature is right",
  unknown_key: "the signature is by a key that is not trusted here",
  bad: "the signature is wrong",
  none: "the signature is missing",
};
