import { type Severity, severities } from "@/lib/findings/severity";
import { fileProblem, shown } from "@/lib/imports/problem";

/** An object out of a file; what is none gives an empty one, so that fields can be asked for in any depth. */
export function objectAt(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** A list out of a file; PowerShell writes a list of one as the thing itself (import-formats.md, 7). */
export function listAt(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}

/** A text out of a file; numbers and booleans as text, everything else as an empty one. */
export function textAt(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

/** The texts of a list, empty ones left out. */
export function textsAt(value: unknown): string[] {
  return listAt(value)
    .map(textAt)
    .filter((text) => text !== "");
}

/** A text that has to be there. @throws {AppError} naming the place and the field. */
export function required(value: unknown, place: string, field: string): string {
  const text = textAt(value);
  if (text === "") throw fileProblem(`${place} has no ${field}.`);
  return text;
}

const severityWords: Readonly<Record<string, Severity>> = Object.fromEntries(
  severities.map((severity) => [severity, severity]),
);

/**
 * Our severity for a tool's word, in whatever case. Empty or missing gives informational, with a note for the evidence.
 * @throws {AppError} naming the value and the place.
 */
export function severityOf(word: unknown, place: string): { severity: Severity; note?: string } {
  const text = textAt(word).trim().toLowerCase();
  if (text === "") return { severity: "informational", note: "The file gives no severity; informational was taken." };
  const severity = Object.hasOwn(severityWords, text) ? severityWords[text] : undefined;
  if (!severity)
    throw fileProblem(
      `${place} has the severity ${shown(word)}, which is not known. Known are ${severities.join(", ")}.`,
    );
  return { severity };
}

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A tenant id, if the text is one; lower case. Placeholders and the ids of other clouds are none. */
export function tenantIdAt(value: unknown): string | undefined {
  const text = textAt(value).trim();
  return guid.test(text) ? text.toLowerCase() : undefined;
}

/** Leaves out what says nothing: undefined, null, empty texts, lists and objects. Inner objects stay as they are. */
export function filled(fields: Record<string, unknown>): Record<string, unknown> {
  return without(fields, none);
}

const none: ReadonlySet<string> = new Set();

/** An object without some of its members, and without those that say nothing. */
export function without(value: unknown, names: ReadonlySet<string>): Record<string, unknown> {
  const object = objectAt(value);
  // Runs several times for each record of a large file: nothing is made for what is left out.
  const rest: Record<string, unknown> = {};
  for (const name of Object.keys(object)) {
    if (names.has(name)) continue;
    const inner = object[name];
    if (isEmpty(inner)) continue;
    if (name === "__proto__") Object.defineProperty(rest, name, { value: inner, enumerable: true });
    else rest[name] = inner;
  }
  return rest;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  if (typeof value !== "object") return false;
  if (Array.isArray(value)) return value.length === 0;
  for (const _ in value) return false;
  return true;
}
