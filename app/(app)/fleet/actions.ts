"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { relaySoon } from "@/app/relay-soon";
import { asProblem, checkOrigin, parseForm } from "@/lib/action";
import { requireActor } from "@/lib/auth/session";
import { requestPacks, retryFleet } from "@/lib/fleet/request-packs";
import { readFleetForm } from "./read-fleet-form";
import { type FleetState, type RetryState, retryFleetSchema } from "./schema";

/** Asks for packs of the chosen tenants and goes to the page of the run. */
export async function requestFleetAction(_previous: FleetState, form: FormData): Promise<FleetState> {
  const actor = await requireActor();
  const now = new Date();
  let arrival: string;
  try {
    checkOrigin(await headers());
    const { tenants, idempotencyKey, ...options } = readFleetForm(form);
    const { fleetRunId } = await requestPacks(actor, { tenants, options, idempotencyKey }, now);
    relaySoon(now);
    arrival = `/fleet/${fleetRunId}`;
  } catch (error) {
    return { problem: asProblem(error), tenants: form.getAll("tenant").map(String) };
  }
  redirect(arrival);
}

/** Tries the failed and refused tenants of a run again and goes to the page of the new run. */
export async function retryFleetAction(_previous: RetryState, form: FormData): Promise<RetryState> {
  const actor = await requireActor();
  const now = new Date();
  let arrival: string;
  try {
    checkOrigin(await headers());
    const answer = await retryFleet(actor, parseForm(retryFleetSchema, form), now);
    relaySoon(now);
    arrival = `/fleet/${answer.fleetRunId}`;
  } catch (error) {
    return asProblem(error);
  }
  redirect(arrival);
}
