import { fieldName } from "@/lib/readable/field-name";
import { objectOf } from "@/lib/readable/json";
import { leafText, type TreeNode, toTree } from "@/lib/readable/tree";

/** One line of a finding's evidence: its name in words, and a text, a list of texts, or a branch to open. */
export type EvidenceRow = { name: string } & (
  | { kind: "text"; text: string }
  | { kind: "list"; items: string[]; more: number }
  | { kind: "tree"; node: TreeNode }
);

const rowsMax = 200;
const itemsMax = 100;
// What says most comes first; the rest stays in its order.
const first = ["message", "detail", "details", "statusDetail", "description", "risk", "riskDetails"];

/** The evidence of a finding as lines for a page; nothing in it can act on the page (imports.md: files are not trusted). */
export function readEvidence(evidence: unknown): EvidenceRow[] {
  if (evidence === null || evidence === undefined) return [];
  if (typeof evidence !== "object" || Array.isArray(evidence)) return [toRow("Evidence", evidence)];
  const rank = (key: string) => (first.includes(key) ? first.indexOf(key) : first.length);
  return Object.entries(objectOf(evidence))
    .sort(([a], [b]) => rank(a) - rank(b))
    .slice(0, rowsMax)
    .map(([key, value]) => toRow(fieldName(key), value));
}

function toRow(name: string, value: unknown): EvidenceRow {
  if (Array.isArray(value) && value.length > 0 && value.every((one) => one === null || typeof one !== "object")) {
    const items = value.slice(0, itemsMax).map(leafText);
    return { name, kind: "list", items, more: value.length - items.length };
  }
  if (value !== null && typeof value === "object" && Object.keys(value).length > 0) {
    return { name, kind: "tree", node: toTree(name, value) };
  }
  return { name, kind: "text", text: value !== null && typeof value === "object" ? "empty" : leafText(value) };
}
