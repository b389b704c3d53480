import { z } from "zod";
import { asProblem, type Problem } from "@/lib/action";
import type { problemSchema } from "@/lib/api/schemas";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { LogIds } from "@/lib/log-ids";

/** What each code means, in a few words: the title of a problem, and a heading of its description in the documentation. */
export const problemTitles: Record<Problem["code"], string> = {
  unauthenticated: "No valid token",
  not_found: "Not found",
  forbidden: "Not allowed",
  invalid_input: "Not right",
  conflict: "Not possible now",
  gone: "Gone",
  rate_limited: "Too many requests",
  unavailable: "Not available now",
  unexpected: "Something went wrong on our side",
};

/** A refusal of a field or several: what zod found goes into `errors` of the problem. */
export function invalidInput(error: z.ZodError, where: string): AppError {
  const [first] = fieldsOf(error);
  const what = first ? `${first.field}: ${first.detail}` : "It is not as described.";
  return new AppError("invalid_input", `The ${where} is not right. ${what}`, {
    next: "Correct it and send it again; /docs/api says what is expected.",
    cause: error,
  });
}

/**
 * Any error as problem+json (RFC 9457): what is no AppError is logged whole and said without its own words.
 * @param ids the log's, of the request; the API says which it was, what forms post to does not.
 */
export function problemResponse(error: unknown, { requestId }: LogIds = {}): Response {
  const { code, message, next } = asProblem(error);
  const refusal = error instanceof AppError ? error : null;
  const status = refusal?.status ?? (code === "unavailable" ? 503 : 500);
  const fields = refusal?.cause instanceof z.ZodError ? fieldsOf(refusal.cause) : [];
  // What is not there and what somebody may not know of are answered in the same bytes (access.md), so the id is in the header only.
  const isTheSameForAll = status === 404 || status === 401;
  const problem: z.output<typeof problemSchema> = {
    type: new URL(`/docs/api#${code}`, env().APP_URL).href,
    title: problemTitles[code],
    status,
    detail: message,
    code,
    next,
    ...(fields.length > 0 ? { errors: fields } : {}),
    ...(requestId === undefined || isTheSameForAll ? {} : { requestId }),
  };
  const headers = new Headers({ "Content-Type": "application/problem+json", ...answerHeaders });
  if (refusal?.retryAfterSeconds) headers.set("Retry-After", String(refusal.retryAfterSeconds));
  // RFC 6750, 3: why is not said, so that a revoked token looks like one that never was.
  if (status === 401) headers.set("WWW-Authenticate", 'Bearer realm="TenantPilot"');
  return new Response(JSON.stringify(problem), { status, headers });
}

/** On every answer of the API. */
export const answerHeaders = { "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" };

function fieldsOf({ issues }: z.ZodError): { field: string; detail: string }[] {
  return issues.slice(0, 20).flatMap((issue) => {
    const names = issue.code === "unrecognized_keys" ? issue.keys : [""];
    return names.map((name) => ({
      field: [...issue.path.map(String), ...(name ? [name] : [])].join(".") || "body",
      detail: name ? "is not known here" : issue.message,
    }));
  });
}
