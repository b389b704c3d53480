import { type Command, Option } from "commander";
import { runCommand, UsageError } from "@/bin/command";
import { summaries } from "@/bin/program";
import { type TokenCapability, tokenCapabilities } from "@/lib/auth/capabilities";
import type { ApiTokenView } from "@/lib/workspaces/api-tokens";

interface Options {
  json?: boolean;
  as?: string;
  workspace: string;
}

interface CreateOptions extends Options {
  name: string;
  can: TokenCapability[];
  tenant?: string[];
  days: string | false;
}

/** `token create|list|revoke`: what programs sign in with (docs/api.md). */
export function register(program: Command): void {
  const token = program.command("token").description(summaries.token ?? "");
  withCommon(token.command("create").description("make an API token; it is shown this once"))
    .requiredOption("--name <name>", "what it is for")
    .addOption(
      new Option("--can <capability...>", "what it may do, as far as its person may")
        .choices(tokenCapabilities)
        .makeOptionMandatory(),
    )
    .option("--tenant <slug...>", "only in these tenants; left out: in all of the workspace")
    .option("--days <days>", "days until it runs out", "90")
    .option("--no-days", "it does not run out")
    .action((options: CreateOptions) =>
      runCommand(options, async ({ actor, now }) => {
        if (options.as === undefined)
          throw new UsageError(
            "A token belongs to a person and may do no more than they may. Say whose: --as <e-mail>.",
          );
        const { createApiToken } = await import("@/lib/workspaces/api-tokens");
        const { workspace, name, can: capabilities, tenant } = options;
        const tenants: "all" | string[] = tenant ?? "all";
        const wanted = { workspace, name, capabilities, tenants, days: daysFrom(options.days) };
        const made = await createApiToken(actor, wanted, now);
        return { json: made, text: `${lineOf(made.apiToken)}\nToken, shown this once: ${made.token}` };
      }),
    );

  withCommon(token.command("list").description("list the API tokens of a workspace")).action((options: Options) =>
    runCommand(options, async ({ actor, now }) => {
      const { listApiTokens } = await import("@/lib/workspaces/api-tokens");
      const { tokens } = await listApiTokens(actor, options.workspace, now);
      return { json: { tokens }, text: tokens.map(lineOf).join("\n") || "No API tokens yet." };
    }),
  );

  withCommon(token.command("revoke").argument("<id>").description("end an API token at once")).action(
    (id: string, options: Options) =>
      runCommand(options, async ({ actor, now }) => {
        const { revokeApiToken } = await import("@/lib/workspaces/api-tokens");
        const apiToken = await revokeApiToken(actor, { workspace: options.workspace, id }, now);
        return { json: { apiToken }, text: lineOf(apiToken) };
      }),
  );
}

function daysFrom(text: string | false): number | null {
  if (text === false) return null;
  if (!/^\d{1,5}$/.test(text)) throw new UsageError(`--days ${text} is no number of days.`);
  return Number(text);
}

function lineOf(token: ApiTokenView): string {
  const where = token.tenants?.map(({ slug }) => slug).join(", ") ?? "all tenants";
  const until = token.expiresAt === null ? "no end" : `until ${token.expiresAt.slice(0, 10)}`;
  const state = token.state === "active" ? until : token.state;
  return `#${token.id}  ${token.prefix}…  ${token.name}: ${token.capabilities.join(", ")} in ${where}, ${state}`;
}

function withCommon(command: Command): Command {
  return command
    .requiredOption("--workspace <slug>", "the workspace")
    .option("--as <e-mail>", "act as this person")
    .option("--json", "one JSON document on standard output");
}
