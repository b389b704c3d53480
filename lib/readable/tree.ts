import { fieldName } from "@/lib/readable/field-name";
import { inertText } from "@/lib/readable/inert-text";
import { objectOf, textOf } from "@/lib/readable/json";
import { momentText } from "@/lib/readable/moment-text";

/** A value of a file as a page can show it: a text, or a branch that can be opened. All texts in it are inert. */
export type TreeNode =
  | { kind: "text"; name: string; text: string }
  | {
      kind: "branch";
      name: string;
      /** What the branch is: the name that it gives itself, and how many things it holds. */
      summary: string;
      children: TreeNode[];
      /** How many children are left out. */
      more: number;
    };

/** How much of a value is shown: a file may be as deep and as wide as it likes. */
export interface TreeLimits {
  nodes: number;
  children: number;
  depth: number;
}

export const treeLimits: TreeLimits = { nodes: 3_000, children: 200, depth: 12 };

/** A value as a tree, within the limits; what is left out is counted. */
export function toTree(name: string, value: unknown, limits: TreeLimits = treeLimits): TreeNode {
  return grow(name, value, 0, limits, { left: limits.nodes });
}

function grow(name: string, value: unknown, depth: number, limits: TreeLimits, budget: { left: number }): TreeNode {
  budget.left -= 1;
  if (value === null || typeof value !== "object") return { kind: "text", name, text: leafText(value) };
  const entries: [string, unknown][] = Array.isArray(value)
    ? value.slice(0, limits.children).map((one, at) => [String(at + 1), one])
    : Object.entries(value).slice(0, limits.children);
  const total = Array.isArray(value) ? value.length : Object.keys(value).length;
  const children: TreeNode[] = [];
  if (depth < limits.depth) {
    for (const [key, one] of entries) {
      if (budget.left <= 0) break;
      children.push(grow(Array.isArray(value) ? key : fieldName(key), one, depth + 1, limits, budget));
    }
  }
  return { kind: "branch", name, summary: summaryOf(value, total), children, more: total - children.length };
}

const namingMembers = ["displayName", "DisplayName", "title", "name", "Name", "id", "Id"];

function summaryOf(value: object, total: number): string {
  if (Array.isArray(value))
    return total === 0 ? "empty" : `${total.toLocaleString("en")} ${total === 1 ? "entry" : "entries"}`;
  const members = objectOf(value);
  const own = namingMembers.map((member) => textOf(members[member])).find((text) => text !== "");
  if (own) return inertText(own, 120);
  return total === 0 ? "empty" : `${total.toLocaleString("en")} ${total === 1 ? "member" : "members"}`;
}

/** One plain value in words. */
export function leafText(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (value === "") return "empty";
  return inertText(momentText(value) || String(value));
}
