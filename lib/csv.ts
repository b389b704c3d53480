/**
 * Cells that spreadsheets would run as formulas (pack.md, Rules for every entry): one that begins with `= + - @`, tab, CR,
 * LF or NUL, with or without leading spaces, gets an apostrophe in front.
 */
const formula = /^ *[=+\-@\t\r\n\0]/;

const at = 0x40;

/** One cell of a CSV file (RFC 4180): always quoted, quotes doubled, formulas made inert. */
export function csvCell(text: string): string {
  // Nearly every cell begins with a letter, and letters come after "@": one comparison, and no regular expression.
  const guarded = text.charCodeAt(0) > at || !formula.test(text) ? text : `'${text}`;
  return guarded.includes('"') ? `"${guarded.replaceAll('"', '""')}"` : `"${guarded}"`;
}

/** One row of a CSV file, with LF at its end (pack.md: LF, UTF-8). Null gives an empty cell. */
export function csvRow(cells: readonly (string | null)[]): string {
  return `${cells.map((cell) => csvCell(cell ?? "")).join(",")}\n`;
}
