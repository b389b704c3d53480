import { randomBytes } from "node:crypto";
import { text } from "node:stream/consumers";
import { type Command, Option } from "commander";
import { type CommandResult, runCommand, UsageError } from "@/bin/command";
import { summaries } from "@/bin/program";
import { type Role, roles } from "@/lib/auth/capabilities";

interface Options {
  json?: boolean;
  as?: string;
  workspace: string;
  tenant?: string;
  role: Role;
  name?: string;
  passwordStdin?: boolean;
  entraTid?: string;
  entraOid?: string;
}

/** `user add|password|role|remove`: who may sign in, and as what. */
export function register(program: Command): void {
  const user = program.command("user").description(summaries.user ?? "");
  withPlace(
    user.command("add").argument("<e-mail>").description("add a person as a member of a workspace or of one tenant"),
  )
    .addOption(roleOption())
    .option("--name <name>", "what people call them; left out: the e-mail's first part")
    .option("--password-stdin", "read the password from standard input; left out: one is made and printed")
    .option("--entra-tid <id>", "sign-in with Microsoft: the Entra tenant's id")
    .option("--entra-oid <id>", "sign-in with Microsoft: the person's object id")
    .action((email: string, options: Options) => runCommand(options, (context) => add(context, email, options)));

  withCommon(
    user.command("password").argument("<e-mail>").description("set a person's password and end their sessions"),
  )
    .option("--password-stdin", "read the password from standard input; left out: one is made and printed")
    .action((email: string, options: Options) =>
      runCommand(options, async ({ actor, now }) => {
        const { password, isMade } = await readPassword(options);
        const { setPassword } = await import("@/lib/auth/users");
        const changed = await setPassword(actor, email, password, now);
        return withPassword({ user: changed }, `${changed.email} has a new password.`, isMade ? password : null);
      }),
    );

  withPlace(user.command("role").argument("<e-mail>").description("change the role of a member"))
    .addOption(roleOption())
    .action((email: string, options: Options) =>
      runCommand(options, async ({ actor }) => {
        const { setRole } = await import("@/lib/auth/users");
        const changed = await setRole(actor, { ...options, email });
        return {
          json: { user: changed },
          text: `${changed.email} is ${changed.role} of ${options.tenant ?? options.workspace}.`,
        };
      }),
    );

  withPlace(user.command("remove").argument("<e-mail>").description("take a membership away")).action(
    (email: string, options: Options) =>
      runCommand(options, async ({ actor, now }) => {
        const { removeMember } = await import("@/lib/auth/users");
        await removeMember(actor, { ...options, email }, now);
        return {
          json: { removed: true },
          text: `${email} is no member of ${options.tenant ?? options.workspace} any more.`,
        };
      }),
  );
}

async function add(
  { actor }: Parameters<Parameters<typeof runCommand>[1]>[0],
  email: string,
  options: Options,
): Promise<CommandResult> {
  if (!/^[^@\s]+@[^@\s]+$/.test(email)) throw new UsageError(`${email} is no e-mail address.`);
  const { entraTid: tid, entraOid: oid } = options;
  if ((tid === undefined) !== (oid === undefined)) throw new UsageError("--entra-tid and --entra-oid belong together.");
  const entra = tid && oid ? { tid, oid } : undefined;
  const chosen = entra && !options.passwordStdin ? null : await readPassword(options);
  const { addUser } = await import("@/lib/auth/users");
  const name = options.name ?? email.split("@")[0] ?? email;
  const added = await addUser(actor, { ...options, email, name, password: chosen?.password, entra });
  const said = `${added.email} is ${added.role} of ${options.tenant ?? options.workspace}.`;
  return withPassword({ user: added }, said, chosen?.isMade && added.isNew ? chosen.password : null);
}

/** The password from standard input, without the line's end, or one that is made here. */
async function readPassword({ passwordStdin }: Options): Promise<{ password: string; isMade: boolean }> {
  if (!passwordStdin) return { password: randomBytes(18).toString("base64url"), isMade: true };
  const given = (await text(process.stdin)).replace(/\r?\n$/, "");
  if (given === "") throw new UsageError("Standard input had no password.");
  return { password: given, isMade: false };
}

/** Adds a made password to the result: it is shown this once. */
function withPassword(json: object, said: string, password: string | null): CommandResult {
  return {
    json: { ...json, password },
    text: password === null ? said : `${said}\nPassword, shown this once: ${password}`,
  };
}

function roleOption(): Option {
  return new Option("--role <role>", "what they may do").choices(roles).makeOptionMandatory();
}

function withPlace(command: Command): Command {
  return withCommon(command)
    .requiredOption("--workspace <slug>", "the workspace")
    .option("--tenant <slug>", "only in this tenant of it");
}

function withCommon(command: Command): Command {
  return command.option("--as <e-mail>", "act as this person").option("--json", "one JSON document on standard output");
}
