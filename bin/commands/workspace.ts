import { randomBytes } from "node:crypto";
import type { Command } from "commander";
import { type CommandContext, type CommandResult, runCommand, UsageError } from "@/bin/command";
import { knownAccount } from "@/bin/commands/user";
import { summaries } from "@/bin/program";
import { env } from "@/lib/env";

interface Options {
  json?: boolean;
  as?: string;
  slug: string;
  name: string;
  owner?: string;
}

/** `workspace add`: a place for tenants and people, with its first owner. */
export function register(program: Command): void {
  const workspace = program.command("workspace").description(summaries.workspace ?? "");
  workspace
    .command("add")
    .description("make an empty workspace and, with --owner, its first owner")
    .requiredOption("--slug <slug>", "its name in commands: lower-case letters, digits, hyphens")
    .requiredOption("--name <name>", "its name on pages")
    .option("--owner <e-mail>", "who owns it; a password is made and printed for a person who is new")
    .option("--as <e-mail>", "act as this person")
    .option("--json", "one JSON document on standard output")
    .action((options: Options) => runCommand(options, (context) => add(context, options)));
}

async function add({ actor, now }: CommandContext, options: Options): Promise<CommandResult> {
  const { slug, name, owner } = options;
  if (owner !== undefined && !/^[^@\s]+@[^@\s]+$/.test(owner)) throw new UsageError(`${owner} is no e-mail address.`);
  const { addWorkspace } = await import("@/lib/workspaces/workspaces");
  const workspace = await addWorkspace(actor, { slug, name });
  if (owner === undefined) {
    const next = `Next: tenantpilot user add <e-mail> --workspace ${slug} --role owner`;
    return { json: { workspace, owner: null, password: null }, text: `Workspace ${slug} is there.\n${next}` };
  }
  const { addUser } = await import("@/lib/auth/users");
  const password = randomBytes(18).toString("base64url");
  const ownerName = owner.split("@")[0] ?? owner;
  const added = await addUser(actor, { email: owner, name: ownerName, workspace: slug, role: "owner", password }, now);
  const made = added.isNew ? password : null;
  const lines = [
    `Workspace ${slug} is there, owned by ${added.email}.`,
    made ? `Password, shown this once: ${made}` : knownAccount,
    `Next: tenantpilot tenant add --workspace ${slug} --slug <slug> --name <name>, or sign in at ${env().APP_URL}`,
  ];
  return { json: { workspace, owner: added, password: made }, text: lines.join("\n") };
}
