import { delimiterOf } from "@/lib/imports/csv-reader";
import { readUtf8 } from "@/lib/imports/encoding";
import type { Importer, Sample } from "@/lib/imports/importer";
import { importers } from "@/lib/imports/importers";
import { readJson } from "@/lib/imports/json-reader";
import { JsonSplitter } from "@/lib/imports/json-splitter";
import { notRead } from "@/lib/imports/not-read";
import { fileProblem, shown, UnknownFormat } from "@/lib/imports/problem";
import type { ImportSource } from "@/lib/imports/source";

/** What a file was recognised as. */
export interface Recognised {
  importer: Importer;
  sample: Sample;
}

const headBytes = 1024 * 1024;

/** Who reads a file of which this much has been seen; undefined: nobody yet. */
type Choice = (sample: Sample) => Importer | undefined;

/**
 * Recognises a file by its content, never by its name (imports.md, Formats). `format` is what a person says of a file that
 * is not known by sight.
 * @throws {AppError} invalid_input: no text, no JSON, no CSV. @throws {UnknownFormat} none of the formats that are read.
 */
export async function recognise(source: ImportSource, format?: string): Promise<Recognised> {
  const named = importers.find((importer) => importer.format === format);
  if (format !== undefined && !named) throw new UnknownFormat(`There is no format ${shown(format)}.`, readable());
  const choose: Choice = (sample) => (named ? [named] : importers).find((importer) => importer.recognises(sample));
  const orRefuse = (sample: Sample) => choose(sample) ?? named ?? unknown(sample);
  const head = await readHead(source);
  const text = head.toString("utf8").trimStart();
  if (text === "") throw fileProblem("The file is empty.", "Check that the tool finished writing it.");
  if (text.startsWith("[")) return recogniseList(source, "array", orRefuse);
  if (text.startsWith("{")) {
    return isOneALine(head) ? recogniseList(source, "lines", orRefuse) : recogniseMembers(source, choose, orRefuse);
  }
  return recogniseCsv(text, orRefuse);
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

async function recogniseList(
  source: ImportSource,
  shape: "array" | "lines",
  orRefuse: (sample: Sample) => Importer,
): Promise<Recognised> {
  for await (const part of readJson(source, shape)) {
    const sample: Sample = { kind: "json", shape, first: part.value };
    return { importer: orRefuse(sample), sample };
  }
  throw fileProblem(
    "The file is an empty list: there is nothing in it that says which tool made it.",
    "If the scan found nothing, there is nothing to import.",
  );
}

/** Members come in any order: each one is shown to the importers until one of them knows the file. */
async function recogniseMembers(
  source: ImportSource,
  choose: Choice,
  orRefuse: (sample: Sample) => Importer,
): Promise<Recognised> {
  const members = new Map<string, unknown>();
  const sample = (isWhole: boolean): Sample => ({ kind: "json", shape: "members", members, isWhole });
  for await (const part of readJson(source, "members", { bytesMax: memberBytesMax, passesLarge: true })) {
    if (part.member === null || (part.index ?? 0) > 0 || members.size >= membersMax) continue;
    members.set(part.member, part.index === null ? part.value : [part.value]);
    // One record that is larger than what was looked at first.
    if (part.member === "class_uid") return recogniseList(source, "lines", orRefuse);
    const importer = choose(sample(false));
    if (importer) return { importer, sample: sample(false) };
  }
  return { importer: orRefuse(sample(true)), sample: sample(true) };
}

const membersMax = 200;
/** To know a file by, this much of a member is enough: a larger one is known by its name. */
const memberBytesMax = 1024 * 1024;

function recogniseCsv(text: string, orRefuse: (sample: Sample) => Importer): Recognised {
  const header = text.slice(0, 64 * 1024).split(/\r\n|\n|\r/, 1)[0] ?? "";
  const delimiter = delimiterOf(header);
  if (delimiter === null) {
    throw fileProblem(`This is neither JSON nor CSV: it begins with ${shown(header)}.`, readable());
  }
  const names = header.split(delimiter).map((name) => name.trim().replace(/^"|"$/g, ""));
  const sample: Sample = { kind: "csv", header: names, delimiter };
  return { importer: orRefuse(sample), sample };
}

const readable = () => `These are read: ${importers.map((importer) => importer.label).join(", ")}.`;

/** Formats that are known by sight but not read yet, so that the refusal can name them. */
function unknown(sample: Sample): never {
  const refused = notRead.find((one) => one.recognises(sample));
  if (refused) throw fileProblem(refused.what, `Nothing was imported. ${refused.next}`);
  const next = readable();
  if (sample.kind === "csv")
    throw new UnknownFormat(
      `The format of this CSV is not known: its first columns are ${shown(sample.header.slice(0, 4).join(", "))}.`,
      next,
    );
  if (sample.shape !== "members")
    throw new UnknownFormat(`The format of this JSON is not known: ${sightOf(sample.first)}.`, next);
  if (sample.members.size === 0 && sample.isWhole)
    throw fileProblem("The file is an empty object or holds empty lists only: nothing in it says what it is.", next);
  throw new UnknownFormat(
    `The format of this JSON is not known: its members are ${shown([...sample.members.keys()].slice(0, 6).join(", "))}.`,
    next,
  );
}

function sightOf(first: unknown): string {
  if (typeof first !== "object" || first === null) return `its first value is ${shown(first)}`;
  if ("class_uid" in first) return `its records are of OCSF class ${shown(first.class_uid)}`;
  return `its first record has the members ${shown(Object.keys(first).slice(0, 6).join(", "))}`;
}
