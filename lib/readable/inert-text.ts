// What is no visible character but changes how the text around it looks: controls, directions, invisible letters, tags,
// halves of a pair. Line feed and tab stay.
const unsafe =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|[\ud800-\udfff]/gu;

/**
 * Text of a file as it may stand on a page: what would turn, hide or move the words around it is written out as its code
 * point ("⟨U+202E⟩"), and a text longer than `lengthMax` characters is cut, which it says.
 */
export function inertText(text: string, lengthMax = 20_000): string {
  const isCut = text.length > lengthMax;
  const part = (isCut ? text.slice(0, lengthMax) : text).replaceAll("\r\n", "\n").replaceAll(unsafe, nameOf);
  return isCut ? `${part} … (${(text.length - lengthMax).toLocaleString("en")} more characters)` : part;
}

function nameOf(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return `⟨U+${code}⟩`;
}
