import type { Names, OwnNames } from "@/lib/review-packs/build/redact/names";

/** How a member of a finding's evidence goes out. Members that are not here do not. */
const rules: Readonly<Record<string, "text" | "repeated" | "word" | "words" | "account" | "flag">> = {
  account: "account",
  appliesTo: "words",
  block: "repeated",
  categories: "words",
  category: "repeated",
  controlId: "repeated",
  criticality: "repeated",
  description: "repeated",
  detail: "text",
  group: "repeated",
  impact: "repeated",
  implementationCost: "repeated",
  message: "text",
  minimumLicense: "words",
  mutedByTool: "flag",
  provider: "word",
  recommendedValue: "text",
  region: "word",
  result: "repeated",
  risk: "repeated",
  service: "repeated",
  setting: "repeated",
  severityNote: "repeated",
  sfiPillar: "repeated",
  tags: "words",
};

/** How many members were left out; this is the only member that the tools did not give. */
const leftOut = "membersWithheld";

/** The evidence (RFC 8785 text) member by member; what no rule is for is left out and counted. */
export function redactEvidence(names: Names, json: string, own: OwnNames): string {
  const evidence = JSON.parse(json) as unknown;
  if (typeof evidence !== "object" || evidence === null || Array.isArray(evidence)) return '{"membersWithheld":1}';
  const out: [key: string, json: string][] = [];
  let left = 0;
  for (const [key, value] of Object.entries(evidence)) {
    const redacted = redactMember(names, key, value, own);
    if (redacted === undefined) left += 1;
    else out.push([key, JSON.stringify(redacted)]);
  }
  if (left > 0) out.push([leftOut, String(left)]);
  out.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${out.map(([key, value]) => `"${key}":${value}`).join(",")}}`;
}

function redactMember(names: Names, key: string, value: unknown, own: OwnNames): unknown {
  const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
  if (rule === "flag") return typeof value === "boolean" ? value : undefined;
  if (rule === "words")
    return textsOf(value)
      ?.map((one) => names.word(one))
      .filter((one) => one !== "");
  if (typeof value !== "string") return undefined;
  if (rule === "text") return names.text(value, own);
  if (rule === "repeated") return names.repeatedText(value, own);
  if (rule === "account") return names.name("account", value);
  return rule === "word" ? names.word(value) || undefined : undefined;
}

function textsOf(value: unknown): string[] | undefined {
  const list = typeof value === "string" ? [value] : value;
  return Array.isArray(list) && list.every((one) => typeof one === "string") ? list : undefined;
}
