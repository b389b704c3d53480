import pino from "pino";
import { env } from "@/lib/env";

let root: pino.Logger | undefined;

/**
 * The structured log of one part of the product, to standard error. Ids only: the fields that may carry a token or a
 * person are removed here, so that no caller can forget it.
 */
export function log(part: string): pino.Logger {
  root ??= pino(
    {
      level: env().LOG_LEVEL,
      base: undefined,
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
