"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { roleWords } from "@/app/_components/role-words";
import { asProblem, checkOrigin, parseForm } from "@/lib/action";
import { requireActor } from "@/lib/auth/session";
import { mailInvitation } from "@/lib/notifications/mail-invitation";
import { inviteMember, revokeInvitation } from "@/lib/workspaces/invitations";
import { noticed, settingsPath } from "../paths";
import { type FormState, type InviteState, inviteSchema, revokeInvitationSchema } from "../schema";

/** Invites somebody. The link stands in the answer, this once, and goes out as a mail where a server is configured. */
export async function inviteMemberAction(_previous: InviteState, form: FormData): Promise<InviteState> {
  const actor = await requireActor();
  try {
    checkOrigin(await headers());
    const { name, ...wanted } = parseForm(inviteSchema, form);
    const called = name.trim() || wanted.email.split("@")[0] || wanted.email;
    const { url, place, invitation } = await inviteMember(actor, { ...wanted, name: called }, new Date());
    const role = roleWords[invitation.role].label;
    const isMailed = await mailInvitation({ ...invitation, url, place, role });
    return { url, name: invitation.name, email: invitation.email, isMailed };
  } catch (error) {
    const typed = [...form].filter((entry): entry is [string, string] => typeof entry[1] === "string");
    return { problem: asProblem(error), values: Object.fromEntries(typed) };
  }
}

/** Ends an invitation that is open. */
export async function revokeInvitationAction(_previous: FormState, form: FormData): Promise<FormState> {
  const actor = await requireActor();
  const now = new Date();
  let arrival: string;
  try {
    checkOrigin(await headers());
    const { workspace, invitation } = parseForm(revokeInvitationSchema, form);
    await revokeInvitation(actor, { workspace, id: invitation }, now);
    arrival = settingsPath("members", { workspace, ...noticed("invitation_revoked", now) });
  } catch (error) {
    return { problem: asProblem(error), values: {} };
  }
  redirect(arrival);
}
