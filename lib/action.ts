import { z } from "zod";
import { databaseTrouble } from "@/lib/database-away";
import { env } from "@/lib/env";
import { AppError, type ErrorCode } from "@/lib/errors";
import { log } from "@/lib/log";
import { logIds } from "@/lib/log-ids";

/** What of a request's headers is read here: the web's Headers, and what Next gives. */
type ReadHeaders = Pick<Headers, "get">;

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Refuses a mutation that did not come from our own pages (access.md): a missing Origin, "null" and a foreign one. Our
 * own is that of APP_URL; on the machine itself, also that of the address asked for, because localhost has several names.
 * @throws {AppError} forbidden.
 */
export function checkOrigin(headers: ReadHeaders): void {
  const origin = headers.get("origin");
  if (origin && URL.canParse(origin)) {
    const { hostname, host } = new URL(origin);
    if (origin === new URL(env().APP_URL).origin) return;
    if (loopback.has(hostname) && host === headers.get("host")) return;
  }
  throw new AppError("forbidden", "This request did not come from a page of TenantPilot.", {
    next: "Open the page again in this browser and repeat what you did.",
  });
}

/**
 * A form as its schema says. Use z.strictObject: fields that React adds to a form ("$ACTION…") are left out first.
 * @throws {AppError} invalid_input with the words of the first problem.
 */
export function parseForm<T>(schema: z.ZodType<T>, form: FormData): T {
  const entries = [...form.entries()].filter(([name]) => !name.startsWith("$ACTION"));
  const result = schema.safeParse(Object.fromEntries(entries));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.join(".");
  throw new AppError("invalid_input", `${field ? `${field}: ` : ""}${issue?.message ?? "The form is not right."}`, {
    next: "Correct it and send the form again.",
    cause: z.treeifyError(result.error),
  });
}

/** A refusal as a page shows it: plain data that may travel to the browser. */
export interface Problem {
  code: ErrorCode | "unexpected";
  message: string;
  next: string;
}

const databaseWords = {
  away: {
    message: "The database does not answer at the moment.",
    next: "Wait a minute and do it again: what is done already is not done twice. If it stays, tell whoever runs this TenantPilot.",
  },
  busy: {
    message: "There is more to do than can be taken on at the moment. Nothing was changed.",
    next: "Wait a minute and do it again.",
  },
};

/**
 * An error in the words that a person may read. What is no AppError is a fault of ours: it is logged here, and said
 * without its own words.
 */
export function asProblem(error: unknown): Problem {
  if (error instanceof AppError) return { code: error.code, message: error.message, next: error.next ?? "" };
  log("action").error({ err: error }, "an action failed");
  const trouble = databaseTrouble(error);
  if (trouble !== null) return { code: "unavailable", ...databaseWords[trouble] };
  const { requestId } = logIds();
  return {
    code: "unexpected",
    message: "Something went wrong on our side. Nothing was changed.",
    next: `Try it again. If it stays, tell whoever runs this TenantPilot${requestId ? ` the number ${requestId}` : ""}.`,
  };
}
