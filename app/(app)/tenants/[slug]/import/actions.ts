"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { relaySoon } from "@/app/relay-soon";
import { asProblem, checkOrigin } from "@/lib/action";
import type { Actor } from "@/lib/auth/actor";
import { requireActor } from "@/lib/auth/session";
import { answerPreview, confirmPreview } from "@/lib/imports/previews/confirm-preview";
import { discardPreview, leaveOut } from "@/lib/imports/previews/discard-preview";
import { importsPath, previewPath } from "./paths";
import { type Decision, type DecisionState, readDecision } from "./schema";

/** Does what the form of a preview asks for, and goes where it can be seen. */
export async function decidePreviewAction(_previous: DecisionState, form: FormData): Promise<DecisionState> {
  const actor = await requireActor();
  const now = new Date();
  let arrival: string;
  try {
    checkOrigin(await headers());
    arrival = await decide(actor, readDecision(form), now);
    relaySoon(now);
  } catch (error) {
    return asProblem(error);
  }
  redirect(arrival);
}

async function decide(actor: Actor, decision: Decision, now: Date): Promise<string> {
  const { tenant, previewId, intent, answers } = decision;
  const page = previewPath(tenant, previewId);
  const discarded = `${importsPath(tenant)}?discarded=${now.getTime()}`;
  if (intent === "import") {
    const confirmation = await confirmPreview(actor, decision, answers, now);
    return confirmation === "confirmed" ? page : `${page}?again=${now.getTime()}`;
  }
  if (intent === "answer") {
    await answerPreview(actor, decision, answers, now);
    return page;
  }
  if (intent === "discard") {
    await discardPreview(actor, decision, now);
    return discarded;
  }
  const isLeft = await leaveOut(actor, decision, intent.replace("leave-out-", ""), now);
  return isLeft ? page : discarded;
}
