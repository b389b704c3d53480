/** A value that no log may hold, known because a product was started with it or its database held it. */
export interface KnownValue {
  kind: string;
  value: string;
}

/** One place where something stands that no log may hold; never the thing itself. */
export interface Leak {
  file: string;
  line: number;
  kind: string;
  /** Its beginning, and how long it is. */
  hint: string;
}

/** What of a line is looked at: all of it, unless the file is what a terminal showed to the person who started the product. */
export interface SearchedFile {
  file: string;
  lines: readonly string[];
  known: readonly KnownValue[];
  isTerminal?: boolean;
}

/** Whatever the values are, these are recognised by their shape (downloads.md, running.md). */
export const shapes: Readonly<Record<string, RegExp>> = {
  "signature of a download link": /\bsig\b["']?\s*[=:]\s*["']?[0-9a-f]{16,}/i,
  "share link": /\/s\/[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/,
  invitation: /\/invitations\/[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/,
  "API token": /tenantpilot_[0-9A-Za-z]{49}/,
  "256 random bits in base64url": /(?<![A-Za-z0-9_/+-])(?=[a-z_-]*[0-9A-Z])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_/+=-])/,
  "session cookie": /(?:next-auth|authjs)\.[a-z.-]*token(?:\.\d+)?["']?\s*[=:]/i,
  "cookie header": /\b(?:set-)?cookie["']?\s*:\s*["']?[^\s"']+=/i,
  "JSON web token": /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*/,
  "Authorization header": /\b(?:Bearer|Basic)\s+[A-Za-z0-9+/_=.-]{16,}/,
  "password in an address": /\b[a-z][a-z0-9+]*:\/\/[^\s/:@"']+:[^\s/@"']+@/i,
  "hash of a password": /\$argon2(?:id|i|d)\$/,
  "private key": /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  "key of Inngest": /\bsignkey-[a-z]+-[0-9a-f]{16,}/,
  "e-mail address": /[A-Za-z0-9._%+-]+(?:@|%40)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}/,
};

const shownCharacters = 3;
// The block at the end of a start says how to sign in to the demo; the terminal is where it is said (running.md, The two lines).
const blockRow = /^ {2}(?:Sign in as|Password| {10}) {2,}\S/;

/** Everything in these lines that no log may hold, by line and kind, with no more of it than its beginning. */
export function searchLogs({ file, lines, known, isTerminal = false }: SearchedFile): Leak[] {
  const folded = known.map(({ kind, value }) => ({ kind, value: value.toLowerCase() }));
  return lines.flatMap((text, index) => {
    if (isTerminal && blockRow.test(text)) return [];
    const small = text.toLowerCase();
    const found = [
      ...Object.entries(shapes).map(([kind, shape]) => ({ kind, value: shape.exec(text)?.[0] })),
      ...folded.map(({ kind, value }) => ({ kind, value: isIn(small, value) ? value : undefined })),
    ];
    return found.flatMap(({ kind, value }) =>
      value === undefined ? [] : [{ file, line: index + 1, kind, hint: hintOf(value) }],
    );
  });
}

/** As a word of its own: "Demo owner" is not in "demo ownership". */
function isIn(text: string, value: string): boolean {
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1))
    if (!isLetter(text[at - 1]) && !isLetter(text[at + value.length])) return true;
  return false;
}

const isLetter = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}]/u.test(character);

function hintOf(value: string): string {
  return `${value.slice(0, shownCharacters)}… (${value.length} characters)`;
}
