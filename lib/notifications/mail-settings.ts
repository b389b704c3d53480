import { env } from "@/lib/env";

/** Whether notifications also go out as e-mail (running.md, SMTP_URL). */
export function isMailConfigured(): boolean {
  return env().SMTP_URL !== undefined && env().SMTP_FROM !== undefined;
}
