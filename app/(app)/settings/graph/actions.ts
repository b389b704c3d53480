"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { operationArrival } from "@/app/(app)/tenants/[slug]/operations/paths";
import { relaySoon } from "@/app/relay-soon";
import { asProblem, checkOrigin, parseForm } from "@/lib/action";
import { requireActor } from "@/lib/auth/session";
import { connectGraph, disconnectGraph } from "@/lib/graph/connections";
import { requestFetch } from "@/lib/graph/request-fetch";
import { noticed, settingsPath } from "../paths";
import type { FormState } from "../schema";
import { connectSchema, disconnectSchema, fetchSchema } from "./schema";

/** Connects a tenant, or changes its connection, and asks for the first fetch: it shows whether the application gets in. */
export async function connectGraphAction(_previous: FormState, form: FormData): Promise<FormState> {
  const actor = await requireActor();
  const now = new Date();
  let arrival: string;
  try {
    checkOrigin(await headers());
    const { workspace, tenant, ...wanted } = parseForm(connectSchema, form);
    await connectGraph(actor, tenant, wanted, now);
    await requestFetch(actor, tenant, now);
    relaySoon(now);
    arrival = settingsPath("graph", { workspace, ...noticed("graph_connected", now) }, tenant);
  } catch (error) {
    return refused(error, form);
  }
  redirect(arrival);
}

/** Forgets a connection and its credential. */
export async function disconnectGraphAction(_previous: FormState, form: FormData): Promise<FormState> {
  const actor = await requireActor();
  const now = new Date();
  let arrival: string;
  try {
    checkOrigin(await headers());
    const { workspace, tenant } = parseForm(disconnectSchema, form);
    await disconnectGraph(actor, tenant);
    arrival = settingsPath("graph", { workspace, ...noticed("graph_disconnected", now) });
  } catch (error) {
    return refused(error, form);
  }
  redirect(arrival);
}

/** Asks for a fetch and goes to its run; one that is on its way already is the answer too. */
export async function fetchFromGraphAction(_previous: FormState, form: FormData): Promise<FormState> {
  const actor = await requireActor();
  const now = new Date();
  let arrival: string;
  try {
    checkOrigin(await headers());
    const { tenant } = parseForm(fetchSchema, form);
    const { outcome, operationRunId } = await requestFetch(actor, tenant, now);
    relaySoon(now);
    arrival = operationArrival(tenant, operationRunId, outcome === "queued" ? "asked_for" : "on_its_way", now);
  } catch (error) {
    return refused(error, form);
  }
  redirect(arrival);
}

/** What was typed goes back into the form, all but the credential: that is in no page. */
function refused(error: unknown, form: FormData): NonNullable<FormState> {
  const shown = ["clientId", "credential", "secretEnds", "fetchEvery"];
  const typed = [...form].filter(([name, value]) => shown.includes(name) && typeof value === "string");
  return { problem: asProblem(error), values: Object.fromEntries(typed) as Record<string, string> };
}
