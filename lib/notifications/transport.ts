import { createTransport, type Transporter } from "nodemailer";
import { env } from "@/lib/env";

const answerMs = 30_000;

/** A connection to the configured mail server (SMTP_URL); it is opened with the first mail. */
export function openTransport(): Transporter {
  return createTransport(env().SMTP_URL ?? "", {
    connectionTimeout: answerMs,
    greetingTimeout: answerMs,
    socketTimeout: answerMs,
  } as object);
}

/** Why a mail was not taken: the server's code, never its words, which may hold addresses. */
export function problemOf(error: unknown): string {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  return [code, responseCode].filter((part) => part !== undefined).join(" ") || "unknown";
}
