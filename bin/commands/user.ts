import { randomBytes } from "node:crypto";
import { text } from "node:stream/consumers";
import { type Command, Option } from "commander";
import { type CommandResult, runCommand, UsageError } from "@/bin/command";
import { summaries } from "@/bin/program";
import { type Role, roles } from "@/lib/auth/capabilities";
import type { InvitationView } from "@/lib/workspaces/invitations";

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
  mail?: boolean;
}

type Context = Parameters<Parameters<typeof runCommand>[1]>[0];

/** `user add|invite|password|role|remove`: who may sign in, and as what. */
export function register(program: Command): void {
  const user = program.command("user").description(summaries.user ?? "");
  registerInvitations(user);
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
        const { setPassword } = await import("@/lib/auth/set-password");
        const changed = await setPassword(actor, email, password, now);
        return withPassword({ user: changed }, `${changed.email} has a new password.`, isMade ? password : null);
      }),
    );

  withPlace(user.command("role").argument("<e-mail>").description("change the role of a member"))
    .addOption(roleOption())
    .action((email: string, options: Options) =>
      runCommand(options, async ({ actor, now }) => {
        const { setRole } = await import("@/lib/auth/users");
        const changed = await setRole(actor, { ...options, email }, now);
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

function registerInvitations(user: Command): void {
  withPlace(
    user
      .command("invite")
      .argument("<e-mail>")
      .description("invite a person: by the link that is printed they become a member, with Microsoft or a password"),
  )
    .addOption(roleOption())
    .option("--name <name>", "what people call them; left out: the e-mail's first part")
    .option("--mail", "send the link to the address, where a mail server is configured (SMTP_URL)")
    .action((email: string, options: Options) => runCommand(options, (context) => invite(context, email, options)));

  withCommon(user.command("invitations").description("list the invitations of a workspace"))
    .requiredOption("--workspace <slug>", "the workspace")
    .action((options: Options) =>
      runCommand(options, async ({ actor, now }) => {
        const { listInvitations } = await import("@/lib/workspaces/invitations");
        const { invitations } = await listInvitations(actor, options.workspace, now);
        return { json: { invitations }, text: invitations.map(lineOf).join("\n") || "No invitations yet." };
      }),
    );

  withCommon(user.command("revoke-invitation").argument("<id>").description("end an invitation that is open"))
    .requiredOption("--workspace <slug>", "the workspace")
    .action((id: string, options: Options) =>
      runCommand(options, async ({ actor, now }) => {
        const { revokeInvitation } = await import("@/lib/workspaces/invitations");
        const invitation = await revokeInvitation(actor, { workspace: options.workspace, id }, now);
        return { json: { invitation }, text: lineOf(invitation) };
      }),
    );
}

async function invite({ actor, now }: Context, email: string, options: Options): Promise<CommandResult> {
  checkEmail(email);
  const { inviteMember } = await import("@/lib/workspaces/invitations");
  const name = options.name ?? email.split("@")[0] ?? email;
  const made = await inviteMember(actor, { ...options, email, name }, now);
  const { url, place, invitation } = made;
  let isMailed: boolean | null = null;
  if (options.mail) {
    const { mailInvitation } = await import("@/lib/notifications/mail-invitation");
    isMailed = await mailInvitation({ ...invitation, url, place });
  }
  const mailed = isMailed === null ? "" : isMailed ? "\nA mail was sent." : "\nThe mail server did not take the mail.";
  return {
    json: { ...made, isMailed },
    text: `${lineOf(invitation)}\nLink, shown this once: ${url}${mailed}`,
  };
}

function lineOf({ id, email, role, tenant, state, expiresAt }: InvitationView): string {
  const until = state === "pending" ? `open until ${expiresAt.slice(0, 16).replace("T", " ")} UTC` : state;
  return `#${id}  ${email}: ${role} of ${tenant?.slug ?? "the workspace"}, ${until}`;
}

function checkEmail(email: string): void {
  if (!/^[^@\s]+@[^@\s]+$/.test(email)) throw new UsageError(`${email} is no e-mail address.`);
}

async function add({ actor, now }: Context, email: string, options: Options): Promise<CommandResult> {
  checkEmail(email);
  const { entraTid: tid, entraOid: oid } = options;
  if ((tid === undefined) !== (oid === undefined)) throw new UsageError("--entra-tid and --entra-oid belong together.");
  const entra = tid && oid ? { tid, oid } : undefined;
  const chosen = entra && !options.passwordStdin ? null : await readPassword(options);
  const { addUser } = await import("@/lib/auth/users");
  const name = options.name ?? email.split("@")[0] ?? email;
  const added = await addUser(actor, { ...options, email, name, password: chosen?.password, entra }, now);
  const place = options.tenant ?? options.workspace;
  const said = [`${added.email} is ${added.role} of ${place}.`, ...(added.isNew ? [] : [knownAccount])].join("\n");
  return withPassword({ user: added }, said, chosen?.isMade && added.isNew ? chosen.password : null);
}

/** What is said of somebody who had an account: it may be another's who made it for them, and knows its password. */
export const knownAccount =
  "They had an account already, which keeps its password. If somebody else may know it: tenantpilot user password <e-mail>";

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
