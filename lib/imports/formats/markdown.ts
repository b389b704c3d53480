/** A description and what it says about remediation. */
export interface SplitDescription {
  description: string;
  /** Empty when the text has no such part. */
  remediation: string;
}

const heading = /^[ \t]*(?:#{1,6}[ \t]*|\*\*)[ \t]*Remediation actions?[ \t]*:?[ \t]*(?:\*\*)?[ \t]*:?[ \t]*\r?$/im;

/** Parts a Markdown description at its heading "Remediation action", as a heading or in bold. */
export function splitRemediation(text: string): SplitDescription {
  const found = heading.exec(text);
  if (!found) return { description: text.trim(), remediation: "" };
  return {
    description: text.slice(0, found.index).trim(),
    remediation: text.slice(found.index + found[0].length).trim(),
  };
}
