import serialize from "canonicalize";

/**
 * A JSON value as RFC 8785 text. Values are stored in this form: bodies are then put together from texts, and never
 * parsed and written again.
 * @throws {TypeError} for what JSON cannot hold.
 */
export function canonical(value: unknown): string {
  const text = serialize(value);
  if (text === undefined) throw new TypeError("This value has no JSON form.");
  return text;
}
