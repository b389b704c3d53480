import { existsSync } from "node:fs";
import path from "node:path";
import { Command, CommanderError } from "commander";
import { productVersion } from "@/lib/embedded/runtime";

/** Folder of the project. */
export const projectRoot = path.resolve(import.meta.dirname, "..");

/** What each command does, in the order of running.md. Kept here so that --help loads none of them. */
export const summaries: Record<string, string> = {
  start: "start the product: database, runner, web server",
  status: "show the address, the data folder and the demo sign-in of the running product",
  build: "build the pages when there is no build of this version",
  migrate: "bring the database up to date",
  seed: "add the demo workspace",
  workspace: "add workspaces",
  tenant: "add tenants to a workspace",
  user: "add and invite people, set their passwords and roles",
  import: "read scanner output into a tenant",
  generate: "make a review pack of a tenant",
  packs: "list the review packs of a tenant",
  link: "make a download link of a review pack",
  share: "make a share link of a review pack, for somebody without an account",
  download: "download a review pack",
  verify: "check a review pack's ZIP file",
  audit: "check the chain of the audit",
  token: "make, list and revoke API tokens",
  keys: "list and rotate the keys that packs are signed with",
  prune: "expire and delete what is past its time",
  relay: "send the events that were not sent yet",
  reap: "take up review packs that got stuck",
  reconcile: "compare the storage with the database",
  doctor: "look for problems, changing nothing",
};

/** Runs one command and sets the exit code: 0 done, 1 failed, 2 wrong use. Loads the file of that command only. */
export async function runProgram(args: string[]): Promise<void> {
  const program = new Command("tenantpilot")
    .description("Review packs for Microsoft 365 tenants.")
    .version(productVersion(projectRoot), "-V, --version", "show the version")
    .helpOption("-h, --help", "show this help")
    .helpCommand(false)
    .showSuggestionAfterError()
    .exitOverride();
  const name = args.find((arg) => !arg.startsWith("-"));
  if (name && isCommand(name)) await registerCommand(program, name);
  else
    for (const known of Object.keys(summaries).filter(isCommand))
      program.command(known).description(summaries[known] ?? "");
  try {
    await program.parseAsync(name || args.length > 0 ? args : ["--help"], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // commander has printed its message already.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  }
}

const isCommand = (name: string) =>
  /^[a-z-]+$/.test(name) && existsSync(path.join(import.meta.dirname, "commands", `${name}.ts`));

async function registerCommand(program: Command, name: string): Promise<void> {
  const { register } = (await import(`./commands/${name}.ts`)) as { register(program: Command): void };
  register(program);
  for (const command of program.commands) overrideExit(command);
}

/** Subcommands do not inherit it when they are added whole. */
function overrideExit(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) overrideExit(child);
}
