import { userInfo } from "node:os";
import { Option } from "commander";
import { projectRoot } from "@/bin/program";
import type { Actor } from "@/lib/auth/actor";
import { EnvironmentError, loadEnvironment, readSetting, type Setting } from "@/lib/embedded/environment";
import { AppError } from "@/lib/errors";

/** What the work of a command gets. */
export interface CommandContext {
  actor: Actor;
  now: Date;
  setting: Setting;
  /** One line to standard error: standard output carries the result only. */
  log(line: string): void;
}

/** What a command gives: one JSON document and the same for people. `failed` makes the exit code 1. */
export interface CommandResult {
  json: unknown;
  text: string;
  failed?: boolean;
}

/** For wrong use that the options alone do not show: exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

async function refusePerson(): Promise<never> {
  throw new UsageError(
    "This command concerns all workspaces, which no person has a right over: it is the operator's. Run it without --as.",
  );
}

/** What a command needs before it can begin. */
export interface CommandNeeds {
  /** It also works where the product was never started: then without environment and database. */
  nothing: boolean;
}

const lingerMs = 1_000;

/** What housekeeping commands take for their `--as`, to refuse it in words. Not in --help: there is nothing to give it. */
export const noPerson = () => new Option("--as <e-mail>").hideHelp();

/**
 * As runCommand, for work that concerns all workspaces. No person has a right over all of them, so it is the operator's, by whose name
 * the audit has it.
 */
export function runAsOperator(
  { json, as }: { json?: boolean; as?: string },
  work: (context: CommandContext) => Promise<CommandResult>,
): Promise<void> {
  return as === undefined ? runCommand({ json }, work) : runCommand({ json }, refusePerson, { nothing: true });
}

/**
 * Runs the work of a command: environment from the data folder, actor from --as (else the operator, by the name of the
 * system's user), then the result on standard output. Sets the exit code (0 done, 1 failed, 2 wrong use) and closes the
 * database.
 */
export async function runCommand(
  options: { json?: boolean; as?: string },
  work: (context: CommandContext) => Promise<CommandResult>,
  needs: CommandNeeds = { nothing: false },
): Promise<void> {
  const log = (line: string) => void process.stderr.write(`${line}\n`);
  // Whoever reads our output may stop reading (head); that is no fault of the command.
  process.stdout.on("error", () => {});
  let setting: Setting | undefined;
  try {
    setting = await (needs.nothing ? loadIfThere() : loadEnvironment(place()));
    const actor = await findActor(options.as);
    const result = await work({ actor, now: new Date(), setting, log });
    process.stdout.write(options.json ? `${stringify(result.json)}\n` : result.text && `${result.text}\n`);
    if (result.failed) process.exitCode = 1;
  } catch (error) {
    const failure = describeFailure(error, setting);
    process.exitCode = failure.exitCode;
    log([failure.message, failure.next].filter(Boolean).join("\n"));
    if (options.json)
      process.stdout.write(
        `${stringify({ error: { code: failure.code, message: failure.message, next: failure.next } })}\n`,
      );
  } finally {
    // Loaded by the work if it used the database; a command that did not has nothing to close, and no time to lose.
    if ("tenantpilotDb" in globalThis) await (await import("@/lib/db")).closeDatabase();
    // A queue that takes a connection and never answers would hold the process.
    setTimeout(() => process.exit(), lingerMs).unref();
  }
}

const place = () => ({ root: projectRoot, cwd: process.cwd() });

/** The environment if there is one; what is wrong with it does not matter to who needs none. */
async function loadIfThere(): Promise<Setting> {
  return loadEnvironment(place()).catch(() => readSetting(process.env, place()));
}

async function findActor(email: string | undefined): Promise<Actor> {
  if (email === undefined) return { kind: "operator", name: operatorName() };
  const { findUserByEmail } = await import("@/lib/auth/find-user");
  const user = await findUserByEmail(email);
  if (!user)
    throw new AppError("not_found", `There is no user ${email}.`, { next: "Check the address given with --as." });
  return user;
}

function operatorName(): string {
  try {
    return userInfo().username;
  } catch {
    return "operator";
  }
}

interface Failure {
  message: string;
  exitCode: 1 | 2;
  code: string;
  next: string | null;
}

/** What is said about an error, and the exit code. */
export function describeFailure(error: unknown, setting?: Setting): Failure {
  if (error instanceof AppError)
    return { message: error.message, exitCode: 1, code: error.code, next: error.next ?? null };
  if (error instanceof EnvironmentError)
    return { message: error.message, exitCode: 2, code: "environment", next: null };
  if (error instanceof UsageError) return { message: error.message, exitCode: 2, code: "usage", next: null };
  if (isUnreachable(error)) {
    if (!setting || setting.isDatabaseEmbedded) {
      return {
        message: "The embedded database is not running.",
        exitCode: 1,
        code: "unavailable",
        next: "Start it with npm start.",
      };
    }
    return {
      message: "The database does not answer.",
      exitCode: 1,
      code: "unavailable",
      next: "Check DATABASE_URL and that the server runs.",
    };
  }
  const detail =
    error instanceof Error ? (process.env.LOG_LEVEL === "debug" ? error.stack : error.message) : String(error);
  return {
    message: `Something went wrong: ${detail}`,
    exitCode: 1,
    code: "internal",
    next: "LOG_LEVEL=debug shows where.",
  };
}

function isUnreachable(error: unknown): boolean {
  const codes = ["ECONNREFUSED", "ENOTFOUND", "P1001"];
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (codes.includes(String((cause as { code?: unknown }).code)) || /ECONNREFUSED/.test(cause.message)) return true;
    if (cause instanceof AggregateError && cause.errors.some(isUnreachable)) return true;
  }
  return false;
}

/** Ids are bigint inside and strings in JSON. */
function stringify(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => (typeof member === "bigint" ? String(member) : member), 2);
}
