import { Ajv2020 } from "ajv/dist/2020";
import addFormats from "ajv-formats";
import { expect } from "vitest";
import { openApiDocument } from "@/lib/api/openapi";

export interface ApiCall {
  token?: string;
  /** An object is sent as JSON, bytes and texts as they are. */
  body?: unknown;
  headers?: Record<string, string>;
}

export interface ApiReply {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: the document says what it is, and it was held against that.
  json: any;
}

interface Documented {
  responses: Record<string, { $ref?: string; content?: Record<string, { schema: object }> }>;
  operationId: string;
}

/** Calls the API over HTTP and holds every answer against what the OpenAPI document says of it. */
export function apiClient(origin: string) {
  const document = strictly(openApiDocument()) as {
    paths: Record<string, Record<string, Documented>>;
    components: { responses: Record<string, Documented["responses"][string]> };
  };
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  ajv.addSchema(document, "api");
  /** "<operation> <status>" of every answer that was checked. */
  const seen = new Set<string>();

  async function call(method: string, path: string, { token, body, headers = {} }: ApiCall = {}): Promise<ApiReply> {
    const isPlain = body === undefined || typeof body === "string" || body instanceof Uint8Array;
    const response = await fetch(`${origin}/api/v1${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        ...(isPlain ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      body: (isPlain ? body : JSON.stringify(body)) as BodyInit | undefined,
    } as RequestInit);
    const text = await response.text();
    const reply = {
      status: response.status,
      headers: response.headers,
      text,
      json: text === "" ? undefined : JSON.parse(text),
    };
    check(method, path, reply);
    return reply;
  }

  function check(method: string, path: string, { status, headers, json }: ApiReply): void {
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("set-cookie")).toBeNull();
    expect(headers.get("access-control-allow-origin")).toBeNull();
    const template = Object.keys(document.paths).find((known) =>
      new RegExp(`^${known.replace(/\{\w+\}/g, "[^/]+")}$`).test(path.split("?")[0] ?? ""),
    );
    const operation = document.paths[template ?? ""]?.[method.toLowerCase()];
    if (!operation) {
      expect(status).toBeGreaterThanOrEqual(400);
      return;
    }
    const named = operation.responses[status];
    expect(named, `${operation.operationId} answers ${status}, which is not documented`).toBeDefined();
    const response = named?.$ref ? document.components.responses[named.$ref.split("/").at(-1) ?? ""] : named;
    const [documented] = Object.entries(response?.content ?? {});
    if (!documented) expect(json).toBeUndefined();
    else {
      const [type, content] = documented;
      expect(headers.get("content-type")).toBe(type);
      const { $ref } = content.schema as { $ref: string };
      const isRight = ajv.validate({ $ref: `api${$ref}` }, json);
      expect(isRight ? [] : ajv.errors, `${operation.operationId} ${status}`).toEqual([]);
    }
    seen.add(`${operation.operationId} ${status}`);
  }

  return { call, seen };
}

/** The document with nothing allowed that it does not name: for readers it is open, for us it is not. */
function strictly(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(strictly);
  if (node === null || typeof node !== "object") return node;
  const entries = Object.entries(node).map(([name, value]) => [name, strictly(value)]);
  const made = Object.fromEntries(entries);
  return made.type === "object" && made.properties ? { additionalProperties: false, ...made } : made;
}
