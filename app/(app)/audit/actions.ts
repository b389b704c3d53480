"use server";

import { headers } from "next/headers";
import { asProblem, checkOrigin, parseForm } from "@/lib/action";
import { checkWorkspaceChain } from "@/lib/audit/check-workspace-chain";
import { requireActor } from "@/lib/auth/session";
import { type CheckState, checkSchema } from "./schema";

/** Recomputes the chain of a workspace's audit and says how far it is whole. */
export async function checkChainAction(_previous: CheckState, form: FormData): Promise<CheckState> {
  const actor = await requireActor();
  const now = new Date();
  try {
    checkOrigin(await headers());
    const { workspace } = parseForm(checkSchema, form);
    const { headSeq, headHash, problem } = await checkWorkspaceChain(actor, workspace, now);
    return { headSeq, headHash, at: now.toISOString(), detail: problem?.detail ?? null };
  } catch (error) {
    return { problem: asProblem(error) };
  }
}
