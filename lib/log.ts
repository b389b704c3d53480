import pino from "pino";
import { env } from "@/lib/env";

let root: pino.Logger | undefined;

/**
 * The structured log of one part of the product, to standard error. Ids only: the fields that may carry a token or a
 * person are removed here, so that no caller can forget it, and of an error only what `describeError` keeps is written.
 */
export function log(part: string): pino.Logger {
  root ??= pino(
    {
      level: env().LOG_LEVEL,
      base: undefined,
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

/** An error as it stands in the log. */
export interface DescribedError {
  type: string;
  message: string;
  code?: string;
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
  return {
    type: name,
    message: withoutSecrets(message),
    ...(code !== null && { code: String(code) }),
    ...(stack && { stack: withoutSecrets(stack) }),
    ...(cause instanceof Error && depth < causesMax && { cause: describeError(cause, depth + 1) }),
  };
}

function withoutSecrets(words: string): string {
  return hidden.reduce((text, [shape, name]) => text.replace(shape, name), words);
}
