"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { Refused } from "@/app/_components/confirm-form";
import { relaySoon } from "@/app/relay-soon";
import { asProblem, checkOrigin, parseForm } from "@/lib/action";
import { requireActor } from "@/lib/auth/session";
import { cancelOperation, replayOperation } from "@/lib/operation-control/control-operation";
import { operationArrival } from "./paths";
import { cancelSchema, replaySchema } from "./schema";

/** Cancels an operation and goes back to its page. */
export async function cancelOperationAction(_previous: Refused, form: FormData): Promise<Refused> {
  const actor = await requireActor();
  const now = new Date();
  let arrival: string;
  try {
    checkOrigin(await headers());
    const { tenant, operationId } = parseForm(cancelSchema, form);
    await cancelOperation(actor, tenant, operationId, now);
    arrival = operationArrival(tenant, operationId, "cancelled", now);
  } catch (error) {
    return asProblem(error);
  }
  redirect(arrival);
}

/** Replays an operation and goes to the run that follows, which says what was done. */
export async function replayOperationAction(_previous: Refused, form: FormData): Promise<Refused> {
  const actor = await requireActor();
  const now = new Date();
  let arrival: string;
  try {
    checkOrigin(await headers());
    const { tenant, operationId, idempotencyKey } = parseForm(replaySchema, form);
    const replay = await replayOperation(actor, tenant, { operationId, key: idempotencyKey }, now);
    relaySoon(now);
    arrival = operationArrival(tenant, replay.operationId, replay.outcome, now);
  } catch (error) {
    return asProblem(error);
  }
  redirect(arrival);
}
