import { formatBytes, formatDateTime } from "@/app/_components/format";
import type { Reader } from "@/app/_components/reader";
import { formatLabel } from "@/lib/imports/importers";

/** An action as people read it: "review_pack.link_minted" → "Review pack link minted". */
export function actionWords(action: string): string {
  const words = action.replace(/[._]+/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * Details on one line: "role operator · from owner · 4.2 MB". What says nothing, or none, is left out, long hashes and ids are cut as
 * everywhere, and values that are no text or number stand as JSON. Times are the reader's. The whole is in the export.
 */
export function detailWords(details: Record<string, unknown>, reader: Reader): string {
  return Object.entries(details)
    .filter(([, value]) => value !== null && value !== "" && value !== 0)
    .map(([name, value]) => detail(name, value, reader))
    .join(" · ");
}

function detail(name: string, value: unknown, reader: Reader): string {
  const words = name.replaceAll(/([a-z])([A-Z])|_/g, (_, end = "", start = "") => `${end} ${start.toLowerCase()}`);
  if (typeof value === "number" && /^bytes/.test(name))
    return name === "bytes" ? formatBytes(value) : `${words} ${formatBytes(value)}`;
  if (name === "format" && typeof value === "string") return formatLabel(value);
  if (typeof value !== "string") return `${words} ${JSON.stringify(value)}`;
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return `${words} ${formatDateTime(value, reader)}`;
  return `${words} ${/^[\w-]{20,}$/.test(value) ? `${value.slice(0, 12)}…` : value}`;
}
