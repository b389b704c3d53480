import type { Transporter } from "nodemailer";
import { inSystem, type Tx } from "@/lib/db";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { isMailConfigured } from "@/lib/notifications/mail-settings";
import { openTransport, problemOf } from "@/lib/notifications/transport";

const batchRows = 50;
const attemptsMax = 8;
const firstWaitMs = 60_000;
// Longer than a server may take to answer: until then nobody else sends the same mail.
const leaseMs = 300_000;

interface DueMail {
  id: bigint;
  email: string;
  title: string;
  body: string;
  href: string | null;
  attempts: number;
}

/**
 * Sends the e-mails of notifications that are due, each once: a row is taken for a while before its mail goes out, so any
 * number may send at once. After a crash in between it is sent again under the same Message-ID, by which mailboxes know it.
 * What a server does not take is tried again, at last after an hour; a pack never notices (generation.md, notify).
 * @returns how many the server took, and how many it did not.
 */
export async function sendMails(now: Date): Promise<{ sent: number; failed: number }> {
  const report = { sent: 0, failed: 0 };
  if (!isMailConfigured()) return report;
  const transport = openTransport();
  try {
    for (;;) {
      const due = await inSystem((tx) => take(tx, now));
      for (const mail of due) report[(await send(transport, mail, now)) ? "sent" : "failed"] += 1;
      if (due.length < batchRows) return report;
    }
  } finally {
    transport.close();
  }
}

/** Whoever is no member any more gets no mail, as they see no notification. */
async function take(tx: Tx, now: Date): Promise<DueMail[]> {
  return tx.$queryRaw<DueMail[]>`
    WITH due AS (
      SELECT id FROM notifications WHERE mail_due_at <= ${now} ORDER BY mail_due_at LIMIT ${batchRows} FOR UPDATE SKIP LOCKED),
    taken AS (
      UPDATE notifications n SET mail_attempts = mail_attempts + 1,
        mail_due_at = CASE WHEN EXISTS (
          SELECT FROM memberships m WHERE m.user_id = n.user_id AND m.workspace_id = n.workspace_id
            AND (m.tenant_id IS NULL OR n.tenant_id IS NULL OR m.tenant_id = n.tenant_id))
          THEN ${new Date(now.getTime() + leaseMs)}::timestamptz END
      FROM due WHERE n.id = due.id RETURNING n.*)
    SELECT t.id, u.email, t.title, t.body, t.href, t.mail_attempts AS attempts
    FROM taken t JOIN users u ON u.id = t.user_id WHERE t.mail_due_at IS NOT NULL ORDER BY t.id`;
}

async function send(transport: Transporter, mail: DueMail, now: Date): Promise<boolean> {
  try {
    await transport.sendMail({
      from: { name: "TenantPilot", address: env().SMTP_FROM ?? "" },
      to: mail.email,
      subject: mail.title,
      text: textOf(mail),
      messageId: `<notification-${mail.id}@${new URL(env().APP_URL).hostname}>`,
      headers: { "Auto-Submitted": "auto-generated" },
    });
    await inSystem((tx) =>
      tx.notification.updateMany({
        where: { id: mail.id },
        data: { mailedAt: now, mailDueAt: null, mailProblem: null },
      }),
    );
    return true;
  } catch (error) {
    const problem = problemOf(error);
    const isLast = mail.attempts >= attemptsMax;
    await inSystem((tx) =>
      tx.notification.updateMany({
        where: { id: mail.id, mailedAt: null },
        data: { mailDueAt: isLast ? null : new Date(now.getTime() + waitMs(mail.attempts)), mailProblem: problem },
      }),
    );
    log("mail").warn(
      { notification: String(mail.id), attempts: mail.attempts, problem, isLast },
      "an e-mail was not taken",
    );
    return false;
  }
}

const waitMs = (attempts: number) => Math.min(firstWaitMs * 2 ** (attempts - 1), 3_600_000);

function textOf({ body, href, title }: DueMail): string {
  const link = href === null ? [] : [new URL(href, env().APP_URL).href];
  const parts = [
    title,
    body,
    ...link,
    "TenantPilot tells you of what you asked for, and of packs that are about to expire.",
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}
