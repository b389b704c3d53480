import { idempotencyKey, once } from "@/lib/api/idempotency";
import type { AnyOperation, ApiAnswer } from "@/lib/api/operation";
import { answerHeaders, invalidInput, problemResponse } from "@/lib/api/problem";
import { type Body, bodyOf, readJson } from "@/lib/api/read-body";
import { requestOrigin } from "@/lib/audit/request-origin";
import type { TokenActor } from "@/lib/auth/actor";
import { authenticateToken } from "@/lib/auth/api-tokens";
import { takeTicket } from "@/lib/auth/rate-limit";
import { inSystem } from "@/lib/db";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { logIds } from "@/lib/log-ids";

/** What surrounds a request: what its address names, and how what was put into the outbox is sent. */
export interface Surroundings {
  params: Record<string, string>;
  relay(): void;
}

// An upload takes as long as the sender's line does.
const leaseSeconds = { json: 120, bytes: 3_600 };

/**
 * Answers a request to the API: who asks (by a token and nothing else: no cookie is read), whether the token is for this,
 * the limit, the schemas, the Idempotency-Key, then the one verb behind it. Every refusal is problem+json.
 */
export async function answerApi(operation: AnyOperation, request: Request, around: Surroundings): Promise<Response> {
  const now = new Date();
  try {
    const token = bearerOf(request.headers);
    const actor = await authenticate(token, now);
    const from = requestOrigin(request.headers);
    await takeApiTicket(actor, now);
    if (operation.capability !== null && !actor.capabilities.includes(operation.capability)) {
      await operation.refused?.({ actor, params: around.params, from, now });
      throw notFor(operation.capability);
    }
    const body = bodyOf(request);
    const { call, isStreamed } = await readCall(operation, request, body);
    const work = () => operation.run({ ...call, ...around, actor, now, from }) as Promise<ApiAnswer>;
    const key = operation.isKeyed ? idempotencyKey(request.headers) : null;
    if (key === null) return toResponse(await work(), false);
    const { answer, isRepeated } = await once(
      {
        tokenId: actor.tokenId,
        token,
        key,
        hash: isStreamed ? null : await body.hash(),
        readHash: () => body.hash(),
        leaseSeconds: isStreamed ? leaseSeconds.bytes : leaseSeconds.json,
      },
      work,
      now,
    );
    return toResponse(answer, isRepeated);
  } catch (error) {
    return problemResponse(error, logIds());
  }
}

/** Refuses whoever has no token, and tells everybody else that there is nothing here: for addresses that are none. */
export async function answerNowhere(request: Request): Promise<Response> {
  try {
    await authenticate(bearerOf(request.headers), new Date());
    throw new AppError("not_found", "There is nothing at this address.", {
      next: "Look the address up in /docs/api.",
    });
  } catch (error) {
    return problemResponse(error, logIds());
  }
}

function bearerOf(headers: Headers): string {
  return /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1] ?? "";
}

async function authenticate(token: string, now: Date): Promise<TokenActor> {
  const actor = await authenticateToken(token, now);
  if (actor) return actor;
  throw new AppError("unauthenticated", "This needs an API token that is valid.", {
    next: "Send it as Authorization: Bearer <token>. An owner makes tokens in Settings, API tokens.",
  });
}

function notFor(capability: string): AppError {
  return new AppError("forbidden", `This token is not for ${capability}.`, {
    next: "Use one that is: an owner makes tokens in Settings, API tokens.",
  });
}

async function takeApiTicket({ tokenId }: TokenActor, now: Date): Promise<void> {
  const limit = env().TENANTPILOT_API_LIMIT_PER_MINUTE;
  await inSystem((tx) => takeTicket(tx, { key: `api:token:${tokenId}`, limit, windowSeconds: 60 }, now));
}

async function readCall({ query, json, bytes }: AnyOperation, request: Request, body: Body) {
  const asked = query.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!asked.success) throw invalidInput(asked.error, "query");
  const isJson = json !== undefined && (bytes === undefined || /^application\/json\b/i.test(typeOf(request)));
  if (!isJson) {
    const call = { query: asked.data, json: undefined, bytes: bytes ? body.bytes : null };
    return { call, isStreamed: bytes !== undefined };
  }
  const said = json.safeParse(await readJson(body.bytes));
  if (!said.success) throw invalidInput(said.error, "body");
  return { call: { query: asked.data, json: said.data, bytes: null }, isStreamed: false };
}

function typeOf(request: Request): string {
  return request.headers.get("content-type") ?? "";
}

function toResponse({ status, body, location }: ApiAnswer, isRepeated: boolean): Response {
  const headers = new Headers(answerHeaders);
  if (location !== undefined) headers.set("Location", location);
  if (isRepeated) headers.set("Idempotency-Replayed", "true");
  if (body === undefined) return new Response(null, { status, headers });
  headers.set("Content-Type", "application/json");
  return new Response(JSON.stringify(body), { status, headers });
}
