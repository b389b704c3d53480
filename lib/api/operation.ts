import type { z } from "zod";
import type { RequestOrigin } from "@/lib/audit/request-origin";
import type { TokenActor } from "@/lib/auth/actor";
import type { TokenCapability } from "@/lib/auth/capabilities";
import type { ErrorCode } from "@/lib/errors";

/** A request as an operation gets it: the token is known, and what came along is as the schemas say. */
export interface Call<Query, Json> {
  actor: TokenActor;
  from: RequestOrigin;
  now: Date;
  /** What stands in the address; a name that nobody knows is not found. */
  params: Record<string, string>;
  query: Query;
  /** The body as JSON; undefined where the operation takes none, or bytes came. */
  json: Json;
  /** The body as it comes in, to be read once; null where the operation takes none, or JSON came. */
  bytes: AsyncIterable<Uint8Array> | null;
  /** Sends what was put into the outbox, without making anybody wait. */
  relay(): void;
}

/** What an operation answers: the body stands in the document under that status. */
export interface ApiAnswer {
  status: number;
  /** Undefined: none. */
  body?: unknown;
  /** Address of what was made or asked for. */
  location?: string;
}

/** An answer as it is documented. */
export interface AnswerDoc {
  description: string;
  /** With an id, under which it stands in the document. Left out: no body. */
  schema?: z.ZodType;
}

/** One operation of the API: how it is called, who may, what it answers. The OpenAPI document is made from these. */
export interface Operation<Query = unknown, Json = unknown> {
  id: string;
  method: "GET" | "POST" | "DELETE";
  /** Below /api/v1; names of parameters in braces. */
  path: string;
  /** What it does, as a heading. */
  summary: string;
  description: string;
  /** What the token has to be for; null: any token will do. */
  capability: TokenCapability | null;
  /** What the names in the path stand for. */
  params: Record<string, string>;
  query: z.ZodObject & z.ZodType<Query>;
  /** The body as JSON, with an id. A body may be left out where the schema takes {}. */
  json?: z.ZodType<Json>;
  /** A body that is streamed: what it is, and the types that it usually comes as. */
  bytes?: { description: string; types: [string, ...string[]] };
  /** Whether it changes something, and so takes an Idempotency-Key. */
  isKeyed: boolean;
  answers: Record<number, AnswerDoc>;
  /** What it refuses with, besides what all do. */
  refusals: Extract<ErrorCode, "not_found" | "conflict" | "gone">[];
  /** A call as a person would type it: what follows the address. */
  example: { path: string; options?: string };
  run(call: Call<Query, Json>): Promise<ApiAnswer>;
  /** What is done about a call by a token that is not for this, besides refusing it. Left out: nothing. */
  refused?(call: Pick<Call<Query, Json>, "actor" | "params" | "from" | "now">): Promise<void>;
}

/** An operation among others. */
// biome-ignore lint/suspicious/noExplicitAny: each has its own query and body, which only its own run ever sees.
export type AnyOperation = Operation<any, any>;

/** Gives an operation its types: what `run` gets is what the schemas say. */
export function operation<Query, Json = undefined>(described: Operation<Query, Json>): AnyOperation {
  return described;
}
