import canonicalize from "canonicalize";

/**
 * A value as canonical JSON (RFC 8785): no white space, keys sorted, numbers as JavaScript prints them; so the same value
 * gives the same bytes anywhere.
 * @throws {Error} for what JSON cannot say: undefined, a function, NaN, an infinity.
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error("This value has no JSON.");
  return text;
}
