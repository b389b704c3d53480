import { listOfPart, withId } from "@/lib/reports/part-name";
import type { Names } from "@/lib/review-packs/build/redact/names";
import { isGuid, timePattern } from "@/lib/review-packs/build/redact/patterns";
import { type KeyRule, ruleOf } from "@/lib/review-packs/build/redact/report-keys";

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/**
 * A stored report as it may stand in a pack without people's data: members on the list, each by its rule; all others are left
 * out. It keeps its form, so that what reads reports reads this one too.
 */
export function redactReport(names: Names, type: string, payload: unknown): unknown {
  return redact({ names, type }, payload as Json, "plain");
}

/** A part's name, which may hold the id of what it is about: the same pseudonym as in the answer's context. */
export function redactPart(names: Names, part: string): string {
  return withId(part, (id) => names.name("object", id));
}

interface Where {
  names: Names;
  /** Of the report. */
  type: string;
}

function redact(where: Where, value: Json, rule: KeyRule): Json | undefined {
  if (value === null || typeof value === "boolean") return value;
  // A number where an id, a name or a text is expected is one: a personnel number, a telephone number.
  if (typeof value === "number") return rule === "plain" ? value : redactText(where.names, String(value), rule);
  if (typeof value === "string") return redactText(where.names, value, rule);
  if (Array.isArray(value))
    return value.map((one) => redact(where, one, rule)).filter((one): one is Json => one !== undefined);
  const out: Record<string, Json> = {};
  for (const [key, member] of Object.entries(value)) {
    // Some lists are maps by the id of what is in them.
    const isId = isGuid(key);
    const memberRule = isId ? "plain" : ruleOf(where.type, listOfPart(key));
    const redacted = memberRule && redact(where, member, memberRule);
    if (redacted !== undefined) out[isId ? where.names.name("object", key) : redactPart(where.names, key)] = redacted;
  }
  return out;
}

/** Words that stand where ids do. */
const idWords = new Set([
  "/",
  "All",
  "None",
  "GuestsOrExternalUsers",
  "Office365",
  "MicrosoftAdminPortals",
  "AllTrusted",
]);
const otherTimes =
  /^(?:\/Date\(-?\d{1,14}\)\/|\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d\d:\d\d(?: [AP]M)?|P(?:\d+[DMYW])?(?:T\d+[HMS])?)$/;
const severities = new Set(["critical", "high", "medium", "low", "informational", ""]);
const roleName =
  /(?:administrator|readers?|writers?|operator|developer|approver|manager|inviter|analyst|accounts|creator|author|support)$/i;

function redactText(names: Names, value: string, rule: KeyRule): string | undefined {
  switch (rule) {
    case "id":
      return idWords.has(value) ? value : names.name("object", value);
    case "name":
      return names.name("name", value);
    case "role":
      return roleName.test(value) && !/\d/.test(value) && names.isHarmless(value) ? value : names.wordOr("name", value);
    case "word":
      return names.wordOr("object", value);
    case "text":
      return names.text(value);
    case "scopes":
      return value
        .split(/\s+/)
        .map((word) => names.wordOr("object", word))
        .join(" ");
    case "time":
      return timePattern.test(value) || otherTimes.test(value) ? value : undefined;
    case "context":
      return contextOf(names, value);
    case "check":
      return names.identifier("check", value);
    case "source":
      return names.source(value);
    case "severity":
      return severities.has(value) ? value : undefined;
    case "plain":
      return /^-?\d{1,5}(?:\.\d{1,4})?$|^(?:true|false)$/i.test(value) ? value : undefined;
  }
}

const context = /^https:\/\/graph\.microsoft\.com\/(?:v1\.0|beta)\/\$metadata#[A-Za-z0-9/()',$*=._-]{0,200}$/;

/** What Microsoft Graph says an answer is; the ids in it are the tenant's. */
function contextOf(names: Names, value: string): string | undefined {
  const isContext = context.test(value) && names.isHarmless(value.replace(/'[^']*'/g, ""));
  return isContext ? value.replace(/'([^']*)'/g, (_, id: string) => `'${names.name("object", id)}'`) : undefined;
}
