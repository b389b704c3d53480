"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { asProblem, checkOrigin, parseForm } from "@/lib/action";
import { requireActor } from "@/lib/auth/session";
import { createApiToken, revokeApiToken } from "@/lib/workspaces/api-tokens";
import { noticed, settingsPath } from "../paths";
import type { FormState } from "../schema";
import { readTokenForm } from "./read-token-form";
import { type CreateTokenState, revokeTokenSchema } from "./schema";

/** Makes a token. It stands in the answer, this once. */
export async function createTokenAction(_previous: CreateTokenState, form: FormData): Promise<CreateTokenState> {
  const actor = await requireActor();
  try {
    checkOrigin(await headers());
    const { scope, tenants, ...wanted } = readTokenForm(form);
    const made = await createApiToken(actor, { ...wanted, tenants: scope === "all" ? "all" : tenants }, new Date());
    return { token: made.token, name: made.apiToken.name };
  } catch (error) {
    const values = Object.fromEntries(
      [...form].filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    );
    const chosen = { capabilities: form.getAll("capability").map(String), tenants: form.getAll("tenant").map(String) };
    return { problem: asProblem(error), values, ...chosen };
  }
}

/** Ends a token. */
export async function revokeTokenAction(_previous: FormState, form: FormData): Promise<FormState> {
  const actor = await requireActor();
  const now = new Date();
  let arrival: string;
  try {
    checkOrigin(await headers());
    const { workspace, token } = parseForm(revokeTokenSchema, form);
    await revokeApiToken(actor, { workspace, id: token }, now);
    arrival = settingsPath("api-tokens", { workspace, ...noticed("token_revoked", now) });
  } catch (error) {
    return { problem: asProblem(error), values: {} };
  }
  redirect(arrival);
}
