import { delimiterOf } from "@/lib/imports/csv-reader";
import { readUtf8 } from "@/lib/imports/encoding";
import type { Importer, Sample } from "@/lib/imports/importer";
import { importers } from "@/lib/imports/importers";
import { readJson } from "@/lib/imports/json-reader";
import { JsonSplitter } from "@/lib/imports/json-splitter";
import { fileProblem, shown } from "@/lib/imports/problem";
import type { ImportSource } from "@/lib/imports/source";

/** What a file was recognised as. */
export interface Recognised {
  importer: Importer;
  sample: Sample;
}

const headBytes = 1024 * 1024;

/**
 * Recognises a file by its content, never by its name (imports.md, Formats).
 * @throws {AppError} invalid_input: no text, no JSON, no CSV, or none of the formats that are read.
 */
export async function recognise(source: ImportSource): Promise<Recognised> {
  const head = await readHead(source);
  const text = head.toString("utf8").trimStart();
  if (text === "") throw fileProblem("The file is empty.", "Check that the tool finished writing it.");
  if (text.startsWith("[")) return recogniseList(source, "array");
  if (text.startsWith("{")) return isOneALine(head) ? recogniseList(source, "lines") : recogniseMembers(source);
  return recogniseCsv(text);
}

async function readHead(source: ImportSource): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of readUtf8(source.open())) {
    pieces.push(piece.subarray(0, headBytes - bytes));
    bytes += piece.length;
    if (bytes >= headBytes) break;
  }
  return Buffer.concat(pieces);
}

/** Whether an object at the top is one record (of OCSF, which says its class) or the first of several. */
function isOneALine(head: Buffer): boolean {
  try {
    for (const slice of new JsonSplitter("lines").push(head)) {
      const rest = head
        .subarray(slice.offset + slice.bytes.length)
        .toString("utf8")
        .trimStart();
      const value: unknown = JSON.parse(slice.bytes.toString("utf8"));
      return rest.startsWith("{") || (typeof value === "object" && value !== null && "class_uid" in value);
    }
  } catch {
    // What is wrong with it is said by the reading that follows, with its place.
  }
  return false;
}

async function recogniseList(source: ImportSource, shape: "array" | "lines"): Promise<Recognised> {
  for await (const part of readJson(source, shape)) {
    const sample: Sample = { kind: "json", shape, first: part.value };
    return { importer: choose(sample) ?? unknown(sample), sample };
  }
  throw fileProblem(
    "The file is an empty list: there is nothing in it that says which tool made it.",
    "If the scan found nothing, there is nothing to import.",
  );
}

/** Members come in any order: each one is shown to the importers until one of them knows the file. */
async function recogniseMembers(source: ImportSource): Promise<Recognised> {
  const members = new Map<string, unknown>();
  const sample = (isWhole: boolean): Sample => ({ kind: "json", shape: "members", members, isWhole });
  for await (const part of readJson(source, "members")) {
    if (part.member === null || (part.index ?? 0) > 0 || members.size >= membersMax) continue;
    members.set(part.member, part.index === null ? part.value : [part.value]);
    const importer = choose(sample(false));
    if (importer) return { importer, sample: sample(false) };
  }
  const importer = choose(sample(true));
  return { importer: importer ?? unknown(sample(true)), sample: sample(true) };
}

const membersMax = 200;

function recogniseCsv(text: string): Recognised {
  const header = text.slice(0, 64 * 1024).split(/\r\n|\n|\r/, 1)[0] ?? "";
  const delimiter = delimiterOf(header);
  if (delimiter === null) {
    throw fileProblem(`This is neither JSON nor CSV: it begins with ${shown(header)}.`, `These are read: ${labels()}.`);
  }
  const names = header.split(delimiter).map((name) => name.trim().replace(/^"|"$/g, ""));
  const sample: Sample = { kind: "csv", header: names, delimiter };
  return { importer: choose(sample) ?? unknown(sample), sample };
}

function choose(sample: Sample): Importer | undefined {
  return importers.find((importer) => importer.recognises(sample));
}

const labels = () => importers.map((importer) => importer.label).join(", ");

/** Formats that are known by sight but not read yet, so that the refusal can name them. */
function unknown(sample: Sample): never {
  const next = `These are read: ${labels()}.`;
  if (sample.kind === "csv")
    throw fileProblem(
      `The format of this CSV is not known: its first columns are ${shown(sample.header.slice(0, 4).join(", "))}.`,
      next,
    );
  if (sample.shape !== "members")
    throw fileProblem(`The format of this JSON is not known: ${sightOf(sample.first)}.`, next);
  if (sample.members.size === 0 && sample.isWhole)
    throw fileProblem("The file is an empty object or holds empty lists only: nothing in it says what it is.", next);
  throw fileProblem(
    `The format of this JSON is not known: its members are ${shown([...sample.members.keys()].slice(0, 6).join(", "))}.`,
    next,
  );
}

function sightOf(first: unknown): string {
  if (typeof first !== "object" || first === null) return `its first value is ${shown(first)}`;
  if ("class_uid" in first) return `its records are of OCSF class ${shown(first.class_uid)}`;
  return `its first record has the members ${shown(Object.keys(first).slice(0, 6).join(", "))}`;
}
