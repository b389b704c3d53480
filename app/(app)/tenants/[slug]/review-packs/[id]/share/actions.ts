"use server";

import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { Refused } from "@/app/_components/confirm-form";
import { asProblem, checkOrigin, parseForm } from "@/lib/action";
import { requestOrigin } from "@/lib/audit/request-origin";
import { requireActor } from "@/lib/auth/session";
import { createShareLink } from "@/lib/share-links/create";
import { revokeShareLink } from "@/lib/share-links/revoke";
import { packPath, withNotice } from "../../paths";
import { revokeSchema, type ShareState, shareSchema } from "./schema";

/** Makes a share link and gives it back, this once. */
export async function createShareLinkAction(_previous: ShareState, form: FormData): Promise<ShareState> {
  const actor = await requireActor();
  try {
    const sent = await headers();
    checkOrigin(sent);
    const { tenant, packId, label, lasts, passphrase, usesMax } = parseForm(shareSchema, form);
    const days = lasts === "pack" ? null : Number(lasts);
    const target = { tenant, packId };
    const terms = { label, days, passphrase, usesMax };
    const { url, expiresAt } = await createShareLink(actor, target, terms, requestOrigin(sent), new Date());
    revalidatePath(packPath(tenant, packId));
    return { url, expiresAt, label, hasPassphrase: passphrase !== null };
  } catch (error) {
    const text = (name: string) => String(form.get(name) ?? "").slice(0, 400);
    return {
      problem: asProblem(error),
      typed: { label: text("label"), lasts: text("lasts"), usesMax: text("usesMax") },
    };
  }
}

/** Revokes a share link and goes back to the pack. */
export async function revokeShareLinkAction(_previous: Refused, form: FormData): Promise<Refused> {
  const actor = await requireActor();
  const now = new Date();
  let arrival: string;
  try {
    const sent = await headers();
    checkOrigin(sent);
    const { tenant, packId, linkId } = parseForm(revokeSchema, form);
    await revokeShareLink(actor, { tenant, packId: BigInt(packId), linkId }, requestOrigin(sent), now);
    arrival = withNotice(packPath(tenant, packId), "share_revoked", packId, now);
  } catch (error) {
    return asProblem(error);
  }
  redirect(arrival);
}
