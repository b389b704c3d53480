import type { Command } from "commander";
import { type CommandContext, type CommandResult, noPerson, runAsOperator } from "@/bin/command";
import { summaries } from "@/bin/program";
import { AppError } from "@/lib/errors";
import type { KnownKey } from "@/lib/signing/known-keys";

interface Options {
  json?: boolean;
  as?: string;
}

/** `keys list|rotate`: the keys that packs are signed with. */
export function register(program: Command): void {
  const keys = program.command("keys").description(summaries.keys ?? "");
  keys
    .command("list")
    .description("list every key that packs were ever signed with")
    .option("--json", "one JSON document on standard output")
    .addOption(noPerson())
    .action((options: Options) => runAsOperator(options, list));
  keys
    .command("rotate")
    .description("make a new signing key; embedded defaults only, and from the next start on")
    .option("--json", "one JSON document on standard output")
    .addOption(noPerson())
    .action((options: Options) => runAsOperator(options, rotate));
}

async function list({ actor }: CommandContext): Promise<CommandResult> {
  const { listKnownKeys, rememberSigningKeys } = await import("@/lib/signing/known-keys");
  await rememberSigningKeys(actor);
  const keys = await listKnownKeys();
  return { json: { keys: keys.map(viewOf) }, text: keys.map(lineOf).join("\n") };
}

const roles: Record<KnownKey["role"], string> = {
  signing: "signs new packs",
  kept: "finishes packs that were begun with it",
  retired: "known for the packs that it signed",
};

function lineOf({ id, fingerprint, role, knownSince }: KnownKey): string {
  return `${id.padEnd(16)} ${fingerprint}  since ${knownSince.toISOString().slice(0, 10)}, ${roles[role]}`;
}

function viewOf({ id, fingerprint, pem, role, knownSince }: KnownKey) {
  return { id, fingerprint, publicKey: pem, role, knownSince: knownSince.toISOString() };
}

async function rotate({ actor, setting }: CommandContext): Promise<CommandResult> {
  if (!setting.isDatabaseEmbedded || isGiven) throw givenElsewhere();
  const { rotateSigningKey } = await import("@/lib/embedded/secrets");
  const { setEnvironment } = await import("@/lib/env");
  const { rememberSigningKeys } = await import("@/lib/signing/known-keys");
  // First, so that without a database nothing is rotated: the audit has to name who did it.
  await rememberSigningKeys(actor);
  const keys = await rotateSigningKey(setting.dataDir);
  setEnvironment({ TENANTPILOT_SIGNING_KEYS: keys });
  const { id, fingerprint } = await rememberSigningKeys(actor);
  const text = [
    `The new key is ${id}, fingerprint ${fingerprint}.`,
    "It signs from the next start on: stop the product and start it again. Packs that the old keys signed stay valid.",
  ];
  return { json: { id, fingerprint }, text: text.join("\n") };
}

// Read before the command sets the environment from the data folder.
const isGiven = Boolean(process.env.TENANTPILOT_SIGNING_KEYS);

function givenElsewhere(): AppError {
  return new AppError("conflict", "The signing keys are those of TENANTPILOT_SIGNING_KEYS; no others are made here.", {
    next: "Put a new one in front there, s2: and the output of openssl rand -base64 32 | tr +/ -_ | tr -d =, keep the old one behind it, and start the product again.",
  });
}
