import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { isMailConfigured } from "@/lib/notifications/mail-settings";
import { openTransport, problemOf } from "@/lib/notifications/transport";

/** What the mail to somebody invited says. */
export interface InvitationMail {
  id: string;
  email: string;
  name: string;
  /** The link; a credential. */
  url: string;
  place: string;
  role: string;
  invitedByName: string;
  /** ISO 8601 UTC. */
  expiresAt: string;
}

/**
 * Sends an invitation, at once and once: its link is kept nowhere, so that it could not be sent later.
 * @returns whether a mail server took it; null where none is configured.
 */
export async function mailInvitation(mail: InvitationMail): Promise<boolean | null> {
  if (!isMailConfigured()) return null;
  const transport = openTransport();
  try {
    await transport.sendMail({
      from: { name: "TenantPilot", address: env().SMTP_FROM ?? "" },
      // As an object: nothing in it is read as a second address.
      to: { name: "", address: mail.email },
      subject: `${mail.invitedByName} invites you to ${mail.place}`,
      text: textOf(mail),
      messageId: `<invitation-${mail.id}@${new URL(env().APP_URL).hostname}>`,
      headers: { "Auto-Submitted": "auto-generated" },
    });
    return true;
  } catch (error) {
    log("mail").warn({ invitation: mail.id, problem: problemOf(error) }, "an invitation was not taken");
    return false;
  } finally {
    transport.close();
  }
}

function textOf({ name, url, place, role, invitedByName, expiresAt }: InvitationMail): string {
  return `${[
    `Hello ${name},`,
    `${invitedByName} invites you to ${place} in TenantPilot, as ${role}.`,
    url,
    `The link works once, until ${expiresAt.slice(0, 16).replace("T", " ")} UTC. Whoever has it can accept: do not pass it on.`,
    "If you do not know what this is about, do nothing.",
  ].join("\n\n")}\n`;
}
