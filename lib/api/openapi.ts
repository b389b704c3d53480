import { z } from "zod";
import type { AnyOperation } from "@/lib/api/operation";
import { operations } from "@/lib/api/operations";
import { problemTitles } from "@/lib/api/problem";
import { problemSchema } from "@/lib/api/schemas";
import { env } from "@/lib/env";
import { AppError, type ErrorCode } from "@/lib/errors";

type Json = Record<string, unknown>;

/** The API as an OpenAPI 3.1 document, made from the operations and their schemas: there is no second description. */
export function openApiDocument(): Json {
  return {
    openapi: "3.1.1",
    info: {
      title: "TenantPilot",
      version: "1",
      description: "Review packs of Microsoft 365 tenants: bring evidence in, make packs, hand them on, verify them.",
    },
    servers: [{ url: new URL("/api/v1", env().APP_URL).href }],
    security: [{ token: [] }],
    paths: pathsOf(operations),
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "An API token, tenantpilot_…" } },
      schemas: schemasOf(operations),
      responses: Object.fromEntries(([...allRefusals, "unexpected"] as const).map((code) => [code, refusalOf(code)])),
    },
  };
}

const allRefusals: ErrorCode[] = [
  "unauthenticated",
  "forbidden",
  "not_found",
  "conflict",
  "gone",
  "invalid_input",
  "rate_limited",
  "unavailable",
];

/** Every code that a problem may have, with its HTTP status and what it means. */
export function refusals(): { code: string; status: number; title: string }[] {
  return [
    ...allRefusals.map((code) => ({ code, status: statusOf(code), title: problemTitles[code] })),
    { code: "unexpected", status: 500, title: problemTitles.unexpected },
  ];
}

/** What an operation refuses with: its own, and what all do. */
function refusalsOf({ capability, refusals, isKeyed }: AnyOperation): ErrorCode[] {
  const ofAll: ErrorCode[] = ["unauthenticated", "invalid_input", "rate_limited", "unavailable"];
  const more: ErrorCode[] = [...(capability ? ["forbidden" as const] : []), ...(isKeyed ? ["conflict" as const] : [])];
  return allRefusals.filter((code) => [...ofAll, ...more, ...refusals].includes(code));
}

/** The HTTP status of a refusal. */
function statusOf(code: ErrorCode): number {
  return new AppError(code, "").status;
}

/** The parameters of an operation, as OpenAPI has them. */
export function parametersOf({ params, query, isKeyed }: AnyOperation): Json[] {
  const { properties = {}, required = [] } = jsonSchemaOf(query, "input") as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  const inQuery = Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: "query",
    required: required.includes(name),
    description,
    schema,
  }));
  const inPath = Object.entries(params).map(([name, description]) => ({
    name,
    in: "path",
    required: true,
    description,
    schema: { type: "string" },
  }));
  return [...inPath, ...inQuery, ...(isKeyed ? [keyParameter] : [])];
}

const keyParameter = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "The same key with the same request gets the first answer again, for a day.",
  schema: { type: "string", minLength: 1, maxLength: 255 },
};

function pathsOf(all: readonly AnyOperation[]): Record<string, Json> {
  const paths: Record<string, Json> = {};
  for (const one of all) {
    paths[one.path] = { ...paths[one.path], [one.method.toLowerCase()]: operationOf(one) };
  }
  return paths;
}

function operationOf(one: AnyOperation): Json {
  const { id, summary, description, capability, json, bytes, answers } = one;
  const scope = capability === null ? "" : ` The token has to be for \`${capability}\`.`;
  const content: Json = {
    ...(json ? { "application/json": { schema: referenceTo(json) } } : {}),
    ...Object.fromEntries((bytes?.types ?? []).map((type) => [type, { schema: {} }])),
  };
  return {
    operationId: id,
    summary,
    description: `${description}${scope}`,
    parameters: parametersOf(one),
    ...(Object.keys(content).length > 0
      ? { requestBody: { required: bytes !== undefined, description: bytes?.description ?? "", content } }
      : {}),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, answerOf(answer)])),
      ...Object.fromEntries(
        refusalsOf(one).map((code) => [statusOf(code), { $ref: `#/components/responses/${code}` }]),
      ),
      500: { $ref: "#/components/responses/unexpected" },
    },
  };
}

function answerOf({ description, schema }: AnyOperation["answers"][number]): Json {
  return { description, ...(schema ? { content: { "application/json": { schema: referenceTo(schema) } } } : {}) };
}

function refusalOf(code: ErrorCode | "unexpected"): Json {
  const headers = {
    ...(code === "unauthenticated" ? { "WWW-Authenticate": { schema: { type: "string" } } } : {}),
    ...(code === "rate_limited"
      ? { "Retry-After": { description: "Seconds to wait.", schema: { type: "integer" } } }
      : {}),
  };
  return {
    description: problemTitles[code],
    ...(Object.keys(headers).length > 0 ? { headers } : {}),
    content: { "application/problem+json": { schema: referenceTo(problemSchema) } },
  };
}

function referenceTo(schema: z.ZodType): Json {
  return { $ref: `#/components/schemas/${idOf(schema)}` };
}

function idOf(schema: z.ZodType): string {
  const id = schema.meta()?.id;
  if (!id) throw new Error("A schema of the API has no id.");
  return id;
}

/** Every schema that has an id: as it is sent, where it is what a request holds, else as it is answered. */
function schemasOf(all: readonly AnyOperation[]): Record<string, Json> {
  const sent = new Set(all.flatMap(({ json }) => (json ? [idOf(json)] : [])));
  const uri = (id: string) => `#/components/schemas/${id}`;
  const options = { uri, override: tidy };
  const answered = z.toJSONSchema(z.globalRegistry, { ...options, io: "output" }).schemas;
  const asked = z.toJSONSchema(z.globalRegistry, { ...options, io: "input" }).schemas;
  return Object.fromEntries(
    Object.entries(answered).map(([id, schema]) => {
      const { $schema: _, $id: __, ...rest } = (sent.has(id) ? asked[id] : schema) as Json;
      return [id, rest];
    }),
  );
}

function jsonSchemaOf(schema: z.ZodType, io: "input" | "output"): Json {
  return z.toJSONSchema(schema, { io, override: tidy }) as Json;
}

/** What is answered may grow, so nobody is to count on there being no more; and a moment says enough by its format. */
function tidy({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: z.core.JSONSchema.BaseSchema }) {
  if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  const isStrict = zodSchema._zod.def.type === "object" && zodSchema._zod.def.catchall?._zod.def.type === "never";
  if (jsonSchema.additionalProperties === false && !isStrict) delete jsonSchema.additionalProperties;
}
