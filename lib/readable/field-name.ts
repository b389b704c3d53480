import { inertText } from "@/lib/readable/inert-text";

// What a file may write small, and nobody reads so.
const acronyms = new Set(["mfa", "ocsf", "uid", "upn", "url"]);

/** A member's name in words: "resourceDisplayName" → "Resource display name". A name with dots or spaces stays as it is. */
export function fieldName(key: string): string {
  const name = inertText(key, 120);
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) return name;
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .split(/[ _]+/)
    .map((word) => (/^[A-Z0-9]{2,}s?$/.test(word) ? word : word.toLowerCase()))
    .map((word) => (acronyms.has(word) ? word.toUpperCase() : word))
    .join(" ")
    .trim();
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
