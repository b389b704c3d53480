import { readUtf8 } from "@/lib/imports/encoding";
import type { JsonLimits, JsonShape } from "@/lib/imports/json-limits";
import { type JsonSlice, parseBytes, slicePath } from "@/lib/imports/json-slice";
import { JsonSplitter } from "@/lib/imports/json-splitter";
import type { ImportSource } from "@/lib/imports/source";

/** One value of a JSON file. */
export interface JsonPart {
  /** The member that it is, or whose list it is an element of; null in a list at the top, or in one value a line. */
  member: string | null;
  /** Which element of the list, from 0; null for a member that is no list. */
  index: number | null;
  /** Where it stands: `$[3]`, `$.value[3]`. */
  path: string;
  /** Undefined for one that was too large and passed over. */
  value: unknown;
}

/** The values of a JSON file, one after the other. @throws {AppError} invalid_input with path and byte. */
export async function* readJson(source: ImportSource, shape: JsonShape, limits?: JsonLimits): AsyncGenerator<JsonPart> {
  const splitter = new JsonSplitter(shape, limits);
  for await (const chunk of readUtf8(source.open())) {
    for (const slice of splitter.push(chunk)) yield toPart(slice);
  }
  for (const slice of splitter.end()) yield toPart(slice);
}

/** Some members of an object at the top, wherever in it they stand; lists come whole, and what is not there is left out. */
export async function readMembers(
  source: ImportSource,
  names: readonly string[],
  limits: JsonLimits = {},
): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  const skip = (name: string) => !names.includes(name);
  for await (const part of readJson(source, "members", { ...limits, skip, whole: () => true }))
    if (part.member !== null && names.includes(part.member)) found[part.member] = part.value;
  return found;
}

function toPart(slice: JsonSlice): JsonPart {
  const path = slicePath(slice);
  if (slice.isPassedOver) return { member: slice.member, index: slice.index, path, value: undefined };
  const value = parseBytes(slice.bytes, path, slice.offset);
  return {
    member: slice.member,
    index: slice.index,
    path,
    value: hasUnstorable(slice.bytes) ? wellFormed(value) : value,
  };
}

const escapeStart = Buffer.from("\\u");
const unstorable = /\\u(0000|[dD][89a-fA-F])/;

/** Whether a value may hold what neither RFC 8785 nor PostgreSQL can: NUL, half a surrogate pair. Both only come as escapes. */
function hasUnstorable(bytes: Buffer): boolean {
  return bytes.includes(escapeStart) && unstorable.test(bytes.toString("latin1"));
}

// With the u flag a pair of surrogates is one character, so that only halves match.
const unstorableCharacter = /[\0\p{Surrogate}]/gu;

/** The value with U+FFFD for each NUL and each half of a surrogate pair, in names too. */
function wellFormed(value: unknown): unknown {
  if (typeof value === "string") return value.replace(unstorableCharacter, "\ufffd");
  if (Array.isArray(value)) return value.map(wellFormed);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [wellFormed(name), wellFormed(inner)]));
}
