import { CsvError, parse } from "csv-parse";
import { readUtf8 } from "@/lib/imports/encoding";
import { elementBytesMax } from "@/lib/imports/json-limits";
import { fileProblem } from "@/lib/imports/problem";
import type { ImportSource } from "@/lib/imports/source";

/** One record of a CSV file: its cells by the header's names. */
export interface CsvRow {
  /** Which record, from 1, the header not counted. */
  row: number;
  /** The line on which it ends. */
  line: number;
  cells: ReadonlyMap<string, string>;
}

/** The separator of a header row: the one that occurs most, outside of quotes. Null when there is none. */
export function delimiterOf(header: string): string | null {
  const bare = header.replace(/"[^"]*"/g, "");
  const counted = [";", ",", "\t", "|"].map((mark) => ({ mark, times: bare.split(mark).length - 1 }));
  const most = counted.reduce((best, next) => (next.times > best.times ? next : best));
  return most.times > 0 ? most.mark : null;
}

/**
 * The records of a CSV file (RFC 4180; separator as in the header row). A quoted cell may hold line ends: a line is not a record.
 * @throws {AppError} invalid_input with row and line.
 */
export async function* readCsv(source: ImportSource, delimiter: string): AsyncGenerator<CsvRow> {
  const parser = parse({
    delimiter,
    info: true,
    max_record_size: elementBytesMax,
    skip_empty_lines: true,
    relax_column_count: true,
  });
  const fed = feed(readUtf8(source.open()), parser);
  fed.catch(() => {});
  let header: string[] | undefined;
  let row = 0;
  try {
    for await (const item of parser) {
      const { record, info } = item as { record: string[]; info: { lines: number } };
      if (!header) {
        header = checkedHeader(record);
        continue;
      }
      row++;
      checkWidth(record, header, row, info.lines);
      yield { row, line: info.lines, cells: new Map(header.map((name, i) => [name, clean(record[i] ?? "")])) };
    }
    await fed;
  } catch (error) {
    throw error instanceof CsvError ? csvProblem(error, row + 1) : error;
  } finally {
    parser.destroy();
  }
  if (!header) throw fileProblem("The file is empty.", "Check that the tool finished writing it.");
}

/** Columns without which a file cannot be read. @throws {AppError} naming those that are missing. */
export function checkColumns(header: readonly string[], needed: readonly string[]): void {
  const missing = needed.filter((name) => !header.includes(name));
  if (missing.length > 0)
    throw fileProblem(`The header has no column ${missing.join(", ")}.`, "Export the file again with all its columns.");
}

type Parser = ReturnType<typeof parse>;

/** Hands the text to the parser as fast as it takes it. An error of the text ends the parser with that error. */
async function feed(text: AsyncIterable<Buffer>, parser: Parser): Promise<void> {
  try {
    for await (const piece of text) {
      if (parser.destroyed) return;
      if (!parser.write(piece)) await taken(parser);
    }
    parser.end();
  } catch (error) {
    parser.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
}

function taken(parser: Parser): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      parser.off("drain", done);
      parser.off("close", done);
      resolve();
    };
    parser.once("drain", done);
    parser.once("close", done);
  });
}

/** NUL is what PostgreSQL text cannot hold. */
const clean = (cell: string) => (cell.includes("\0") ? cell.replaceAll("\0", "\ufffd") : cell);

function checkedHeader(header: string[]): string[] {
  const names = header.map((name) => name.trim());
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw fileProblem(`The column ${twice || "without a name"} is there twice.`);
  return names;
}

function checkWidth(record: string[], header: string[], row: number, line: number): void {
  if (record.length === header.length) return;
  throw fileProblem(
    `Row ${row} (line ${line}) has ${record.length} cells, and the header has ${header.length}. The file may be cut off there.`,
    "Nothing was imported. Copy or export the file again, whole.",
  );
}

function csvProblem(error: CsvError, row: number) {
  const line = typeof error.lines === "number" ? ` (line ${error.lines})` : "";
  const what =
    error.code === "CSV_MAX_RECORD_SIZE"
      ? `is larger than ${elementBytesMax / 1024 ** 2} MiB`
      : error.code === "CSV_QUOTE_NOT_CLOSED"
        ? "begins a quoted cell that never ends. The file may be cut off there"
        : `is not CSV: ${error.message.slice(0, 160)}`;
  return fileProblem(`Row ${row}${line} ${what}.`);
}
