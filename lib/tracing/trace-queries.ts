import { EventEmitter } from "node:events";
import { context, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";
import pg from "pg";

type Query = (...asked: unknown[]) => unknown;

/**
 * Makes a span of each query of this process that is asked for inside another span, Prisma's and our own alike: all of them go through
 * this method. It says what kind of query it is and of which table, and nothing of its text, in which values may stand.
 */
export function traceQueries(tracer: Tracer): void {
  const client = pg.Client.prototype as unknown as { query: Query };
  const { query } = client;
  client.query = function (this: pg.Client, ...asked: unknown[]): unknown {
    // What nobody asked for, such as the sweeps' polling, is no part of a trace.
    if (!trace.getActiveSpan()) return query.apply(this, asked);
    const { operation, table } = kindOf(textOf(asked[0]));
    const span = tracer.startSpan([operation, table].filter(Boolean).join(" "), {
      kind: SpanKind.CLIENT,
      attributes: {
        "db.system.name": "postgresql",
        "db.operation.name": operation,
        ...(table && { "db.collection.name": table }),
      },
    });
    const callback = asked.at(-1);
    if (isCallback(callback)) asked[asked.length - 1] = context.bind(context.active(), endingWith(span, callback));
    const answer = query.apply(this, asked);
    if (answer instanceof Promise) {
      answer.then(
        () => span.end(),
        (error: unknown) => fail(span, error),
      );
    } else if (answer instanceof EventEmitter) {
      // A COPY: it has ended when its stream has.
      answer.once("error", (error) => fail(span, error));
      answer.once("close", () => span.end());
    }
    return answer;
  };
}

type Callback = (...answer: unknown[]) => unknown;

const isCallback = (asked: unknown): asked is Callback => typeof asked === "function";

function endingWith(span: Span, callback: Callback): Callback {
  return (error: unknown, ...answer: unknown[]) => {
    if (error) fail(span, error);
    else span.end();
    return callback(error, ...answer);
  };
}

function fail(span: Span, error: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  // A code of PostgreSQL, such as 23505.
  span.setAttribute("error.type", String((error as { code?: unknown } | null)?.code ?? "error"));
  span.end();
}

function textOf(asked: unknown): string {
  if (typeof asked === "string") return asked;
  const text = (asked as { text?: unknown } | null)?.text;
  return typeof text === "string" ? text : "";
}

/** The kind of a query and the table that it names first; of its text nothing beyond the first quotation mark is looked at. */
export function kindOf(text: string): { operation: string; table: string | undefined } {
  const plain = text.split(/['$]/, 1)[0] ?? "";
  const [, operation = "query"] = /^\s*([a-z]+)\b/i.exec(plain) ?? [];
  const [, table] = /\b(?:from|into|update|join)\s+(?:"?public"?\.)?"?([a-z_]{1,63})\b/i.exec(plain) ?? [];
  return { operation: operation.toUpperCase(), table };
}
