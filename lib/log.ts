import { stripVTControlCharacters } from "node:util";
import pino from "pino";
import { env } from "@/lib/env";
import { logIds } from "@/lib/log-ids";

let root: pino.Logger | undefined;

/**
 * The structured log of one part of the product, to standard error, with the ids of the request and the run that are being worked on.
 * Ids only: the fields that may carry a token or a person are removed here, so that no caller can forget it, and of an error only what
 * `describeError` keeps is written.
 */
export function log(part: string): pino.Logger {
  root ??= pino(
    {
      level: env().LOG_LEVEL,
      base: undefined,
      // A copy: pino puts the line's own fields into it.
      mixin: () => ({ ...logIds() }),
      serializers: { err: describeError },
      redact: {
        paths: [
          "*.password",
          "*.authorization",
          "*.token",
          "*.sig",
          "*.url",
          "*.email",
          "password",
          "token",
          "sig",
          "email",
        ],
        remove: true,
      },
    },
    pino.destination(2),
  );
  return root.child({ part });
}

/** For those who log in their own way, as a console or { err } and words: the words, and the error with its stack. */
export function logAs(part: string, level: "debug" | "info" | "warn" | "error"): (...said: unknown[]) => void {
  return (...said) => {
    const words = said.filter((one) => typeof one === "string").join(" ");
    const err = said.map(errorOf).find((one) => one !== undefined);
    if (words.trim() === "" && err === undefined) return;
    log(part)[level](err === undefined ? {} : { err }, withoutSecrets(stripVTControlCharacters(words)));
  };
}

function errorOf(part: unknown): unknown {
  if (part instanceof Error) return part;
  return typeof part === "object" && part !== null && "err" in part ? part.err : undefined;
}

/** An error as it stands in the log. */
export interface DescribedError {
  type: string;
  message: string;
  code?: string;
  /** The number by which an error page names it. */
  digest?: string;
  stack?: string;
  cause?: DescribedError;
}

const causesMax = 4;

// What may stand in an error's own words: an address in "… is a member already", a link that could not be fetched.
const hidden: readonly [RegExp, string][] = [
  // Of a call that Prisma does not accept it repeats the values.
  [/(Invalid `[^`]+` invocation\b)[\s\S]*\n *\}\)?\n+/g, "$1. "],
  [/[A-Za-z0-9._%+-]+(?:@|%40)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}/g, "[e-mail]"],
  [/\b([a-z][a-z0-9+]*:\/\/)[^\s/@]+@/gi, "$1[user]@"],
  [/\b(sig=)[^\s&"']+/gi, "$1[signature]"],
  [/\/(s|invitations)\/[A-Za-z0-9_-]{43}/g, "/$1/[token]"],
  [/tenantpilot_[0-9A-Za-z]{20,}/g, "[API token]"],
];

/**
 * Name, words, code and stack of an error and of its causes. Nothing else that hangs on one: PostgreSQL's `detail` says
 * "Key (email)=(…) already exists" or holds the whole row, its `where` the line that was copied, an HTTP client's the request.
 */
export function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: "not an Error" };
  const { name, message, stack, cause } = error;
  const code =
    "code" in error && (typeof error.code === "string" || typeof error.code === "number") ? error.code : null;
  const digest = "digest" in error && /^\d+(@\w+)?$/.test(String(error.digest)) ? String(error.digest) : null;
  return {
    type: name,
    message: withoutSecrets(message),
    ...(code !== null && { code: String(code) }),
    ...(digest !== null && { digest }),
    ...(stack && { stack: withoutSecrets(stack) }),
    ...(cause instanceof Error && depth < causesMax && { cause: describeError(cause, depth + 1) }),
  };
}

function withoutSecrets(words: string): string {
  return hidden.reduce((text, [shape, name]) => text.replace(shape, name), words);
}
