"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { relaySoon } from "@/app/relay-soon";
import { asProblem, checkOrigin, parseForm } from "@/lib/action";
import type { UserActor } from "@/lib/auth/actor";
import { requireActor } from "@/lib/auth/session";
import { deletePack } from "@/lib/review-packs/delete-pack";
import { setLegalHold } from "@/lib/review-packs/legal-hold";
import { expirePack } from "@/lib/review-packs/lifecycle";
import { makeAgain } from "@/lib/review-packs/replay";
import { requestPack } from "@/lib/review-packs/request-pack";
import { packPath, packsPath, withNotice } from "./paths";
import {
  type ConfirmState,
  type GenerateState,
  generateSchema,
  type PackNotice,
  packActionSchema,
  tryAgainSchema,
} from "./schema";

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

const already = ["already_available", "already_in_progress"] as const;

/** Makes a failed or expired pack anew, with the same options, and goes to the page of what came of it. */
export async function tryAgainAction(_previous: ConfirmState, form: FormData): Promise<ConfirmState> {
  const actor = await requireActor();
  const now = new Date();
  let arrival: string;
  try {
    checkOrigin(await headers());
    const { tenant, packId, idempotencyKey } = parseForm(tryAgainSchema, form);
    const answer = await makeAgain(actor, tenant, BigInt(packId), idempotencyKey, now);
    relaySoon(now);
    const outcome = already.find((known) => known === answer.outcome) ?? "queued";
    arrival = withNotice(packPath(tenant, answer.packId), outcome, answer.packId, now);
  } catch (error) {
    return asProblem(error);
  }
  redirect(arrival);
}

/** Expires a ready pack and goes back to its page. */
export async function expirePackAction(_previous: ConfirmState, form: FormData): Promise<ConfirmState> {
  return changePack(form, "expired", expirePack);
}

/** Puts a ready pack on legal hold and goes back to its page. */
export async function holdPackAction(_previous: ConfirmState, form: FormData): Promise<ConfirmState> {
  return changePack(form, "held", (actor, tenant, packId, now) => setLegalHold(actor, tenant, packId, true, now));
}

/** Lifts the legal hold on a pack and goes back to its page. */
export async function liftHoldAction(_previous: ConfirmState, form: FormData): Promise<ConfirmState> {
  return changePack(form, "hold_lifted", (actor, tenant, packId, now) =>
    setLegalHold(actor, tenant, packId, false, now),
  );
}

async function changePack(
  form: FormData,
  notice: PackNotice,
  change: (actor: UserActor, tenant: string, packId: bigint, now: Date) => Promise<void>,
): Promise<ConfirmState> {
  const actor = await requireActor();
  const now = new Date();
  let arrival: string;
  try {
    checkOrigin(await headers());
    const { tenant, packId } = parseForm(packActionSchema, form);
    await change(actor, tenant, BigInt(packId), now);
    arrival = withNotice(packPath(tenant, packId), notice, packId, now);
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
