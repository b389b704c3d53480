import type { ReadableSpan } from "@opentelemetry/sdk-trace-node";

/**
 * What may leave the house with a span; everything else stays. Next names the address that was asked for, with the signature of a link
 * in it, and the words of an error, which may name a person.
 */
const sent = new Set([
  "http.method",
  "http.route",
  "http.status_code",
  "next.route",
  "next.page",
  "next.span_type",
  "error.type",
  "exception.type",
  "db.system.name",
  "db.operation.name",
  "db.collection.name",
  "tenantpilot.request_id",
  "tenantpilot.run_id",
  "tenantpilot.operation_run_id",
]);

/** Attributes that hold an address of the build, as /tenants/[slug], and never one that was asked for. */
const routes = ["http.route", "next.route", "next.page"];

/** The span with no more than that. */
export function plainSpan(span: ReadableSpan): ReadableSpan {
  // What the SDK serialises besides stays the span's own.
  return Object.create(span, {
    name: { value: plainName(span) },
    attributes: { value: plainAttributes(span.attributes) },
    status: { value: { code: span.status.code } },
    events: {
      value: span.events.map(({ name, time, attributes }) => ({ name, time, attributes: plainAttributes(attributes) })),
    },
    links: { value: span.links.map(({ context }) => ({ context })) },
  });
}

function plainAttributes(attributes: ReadableSpan["attributes"] = {}): ReadableSpan["attributes"] {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => sent.has(name)));
}

/** "fetch GET https://…/users/alex" → "fetch GET …"; "GET /tenants/[slug]" stays, when that is the route. */
function plainName({ name, attributes }: ReadableSpan): string {
  const known = routes.map((route) => attributes[route]);
  return name
    .split(" ")
    .map((word) => (word.includes("/") && !known.includes(word) ? "…" : word))
    .join(" ");
}
