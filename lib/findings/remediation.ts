import { inertText } from "@/lib/readable/inert-text";

/** A line of a remediation: words, or an address that may be a link. */
export interface RemediationLine {
  text: string;
  /** Only for a line that is one https address and nothing else. */
  href: string | null;
}

/**
 * The remediation line by line. Only a line that is an https address by itself becomes a link, and it shows that very
 * address: words of a file never name a place other than the one they lead to.
 */
export function readRemediation(remediation: string): RemediationLine[] {
  return inertText(remediation)
    .split("\n")
    .filter((line, at, lines) => line.trim() !== "" || (at > 0 && lines[at - 1]?.trim() !== ""))
    .map((line) => ({ text: line, href: addressOf(line.trim()) }));
}

function addressOf(line: string): string | null {
  if (!/^https:\/\/[\x21-\x7e]+$/.test(line) || line.length > 500) return null;
  const address = URL.canParse(line) ? new URL(line) : null;
  // A name in front of the host is how an address is made to look like another's.
  return address && address.username === "" && address.password === "" ? address.href : null;
}
