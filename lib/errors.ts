/**
 * The errors that people get to read. Each says what happened; `next` says what to do. Anything else that is thrown is
 * a fault of ours: it is logged whole and shown as "something went wrong", never in its own words.
 */
export type ErrorCode =
  | "unauthenticated"
  | "not_found"
  | "forbidden"
  | "invalid_input"
  | "conflict"
  | "gone"
  | "rate_limited"
  | "unavailable";

const httpStatus: Record<ErrorCode, number> = {
  unauthenticated: 401,
  not_found: 404,
  forbidden: 403,
  invalid_input: 422,
  conflict: 409,
  gone: 410,
  rate_limited: 429,
  unavailable: 503,
};

/** An error whose message is meant for a person. `status` is the HTTP status that a route answers with. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  /** What the reader can do now, one sentence. */
  readonly next: string | undefined;
  /** Whole seconds after which asking again makes sense (RFC 9110, Retry-After). */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    more: { next?: string; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = "AppError";
    this.code = code;
    this.status = httpStatus[code];
    this.next = more.next;
    this.retryAfterSeconds = more.retryAfterSeconds;
  }
}

/** 404, for what does not exist and, in the same words, for what the actor may not know of (access.md). */
export const notFound = (what: string) =>
  new AppError("not_found", `${what} was not found.`, { next: "Check the address, or go back to your tenants." });

/** 403, for a member without the capability. */
export const forbidden = (capability: string) =>
  new AppError("forbidden", `Your role does not include ${capability}.`, {
    next: "Ask an owner of the workspace for a role that does.",
  });
