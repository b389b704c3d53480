import { z } from "zod";
import { asProblem, checkOrigin } from "@/lib/action";
import { requestOrigin } from "@/lib/audit/request-origin";
import { guardHeaders } from "@/lib/download-links/http";
import { refusalResponse, tryLater, unknownLink } from "@/lib/download-links/refusal-page";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { openShareLink } from "@/lib/share-links/open";
import { type PressOutcome, pressShareLink, type SharePress } from "@/lib/share-links/press";
import { parseShareUrl } from "@/lib/share-links/token";
import { readSmallForm } from "./read-small-form";
import { shareRefusalPage, tooOften } from "./share-refusals";
import { sharedPackPage } from "./shared-pack-page";

// The link is the credential: no session is read here (downloads.md). All rules are in lib/share-links.

/** The auditor's page: what the pack is. Nothing is used up by looking. */
export async function GET(request: Request): Promise<Response> {
  return answer(request, async (token) => {
    const opening = await openShareLink(token, requestOrigin(request.headers), new Date());
    if (opening.outcome === "unknown") return refusalResponse(request.method, unknownLink);
    if (opening.outcome === "refused") return shareRefusalPage(request.method, opening.reason);
    return sharedPackPage(request.method, opening.pack, env().APP_URL);
  });
}

export const HEAD = GET;

/** Download: makes a link and leads to it. */
export async function POST(request: Request): Promise<Response> {
  try {
    checkOrigin(request.headers);
  } catch (error) {
    const { message, next } = asProblem(error);
    const headers = { ...guardHeaders, "Content-Type": "text/plain; charset=utf-8" };
    return new Response(`${message} ${next}\n`, { status: 403, headers });
  }
  return answer(request, async (token) => {
    const press = await readPress(request);
    const outcome = await pressShareLink(token, press, requestOrigin(request.headers), new Date());
    return afterPress(request.method, outcome);
  });
}

function afterPress(method: string, outcome: PressOutcome): Response {
  switch (outcome.outcome) {
    case "made":
      return new Response(null, { status: 303, headers: { ...guardHeaders, Location: outcome.path } });
    case "unknown":
      return refusalResponse(method, unknownLink);
    case "refused":
      return shareRefusalPage(method, outcome.reason);
    case "wrong_passphrase":
      return sharedPackPage(method, outcome.pack, env().APP_URL, true);
    case "too_often":
      return refusalResponse(method, tooOften(outcome.retryAfterSeconds));
  }
}

/** Never throws and never answers 500. */
async function answer(request: Request, work: (token: string) => Promise<Response>): Promise<Response> {
  const token = parseShareUrl(request.url);
  if (token === null) return refusalResponse(request.method, unknownLink);
  try {
    return await work(token);
  } catch (error) {
    log("share-links").error({ err: error }, "a share link could not be answered");
    return refusalResponse(request.method, tryLater);
  }
}

const pressSchema = z.object({
  press: z
    .string()
    .regex(/^[A-Za-z0-9_-]{22}$/)
    .nullable()
    .catch(null),
  passphrase: z.string().max(200).nullable().catch(null),
});

async function readPress(request: Request): Promise<SharePress> {
  const form = await readSmallForm(request);
  const { press, passphrase } = pressSchema.parse({ press: form.get("press"), passphrase: form.get("passphrase") });
  return { pressKey: press, passphrase };
}
