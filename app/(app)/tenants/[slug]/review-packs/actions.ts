"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { relaySoon } from "@/app/relay-soon";
import { asProblem, checkOrigin, parseForm } from "@/lib/action";
import { requireActor } from "@/lib/auth/session";
import { deletePack, expirePack } from "@/lib/review-packs/lifecycle";
import { requestPack } from "@/lib/review-packs/request-pack";
import { packPath, packsPath, withNotice } from "./paths";
import { type ConfirmState, type GenerateState, generateSchema, packActionSchema } from "./schema";

/** Asks for a pack and goes to the list, which says what came of it. */
export async function requestPackAction(_previous: GenerateState, form: FormData): Promise<GenerateState> {
  const actor = await requireActor();
  const now = new Date();
  let arrival: string;
  try {
    checkOrigin(await headers());
    const { tenant, idempotencyKey, ...options } = parseForm(generateSchema, form);
    const answer = await requestPack(actor, { tenant, options, idempotencyKey }, now);
    relaySoon(now);
    arrival = withNotice(packsPath(tenant), answer.outcome, answer.pack.id, now);
  } catch (error) {
    const problem = asProblem(error);
    return { problem, includePii: form.has("includePii"), includeOperations: form.has("includeOperations") };
  }
  redirect(arrival);
}

/** Expires a ready pack and goes back to its page. */
export async function expirePackAction(_previous: ConfirmState, form: FormData): Promise<ConfirmState> {
  const actor = await requireActor();
  let arrival: string;
  try {
    checkOrigin(await headers());
    const { tenant, packId } = parseForm(packActionSchema, form);
    await expirePack(actor, tenant, BigInt(packId));
    arrival = withNotice(packPath(tenant, packId), "expired", packId, new Date());
  } catch (error) {
    return asProblem(error);
  }
  redirect(arrival);
}

/** Deletes an ended pack and goes to the list. */
export async function deletePackAction(_previous: ConfirmState, form: FormData): Promise<ConfirmState> {
  const actor = await requireActor();
  let arrival: string;
  try {
    checkOrigin(await headers());
    const { tenant, packId } = parseForm(packActionSchema, form);
    await deletePack(actor, tenant, BigInt(packId));
    arrival = withNotice(packsPath(tenant), "deleted", packId, new Date());
  } catch (error) {
    return asProblem(error);
  }
  redirect(arrival);
}
