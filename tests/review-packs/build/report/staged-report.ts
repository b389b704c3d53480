import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { collectPack } from "@/lib/review-packs/build/collect";
import type { Collected } from "@/lib/review-packs/build/collected";
import { renderPack } from "@/lib/review-packs/build/render";
import type { PackClaim } from "@/lib/review-packs/claim";
import { quiet } from "../pack-claim";
import { readStaged } from "../staged-entry";

const run = promisify(execFile);

/** A report as it lies in staging, with the JSON entries that it has to agree with. */
export interface StagedReport {
  collected: Collected;
  html: string;
  pdf: Buffer;
  json(entry: string): Promise<Record<string, unknown>>;
}

/** Collects and renders; gives the report. */
export async function makeReport(claim: PackClaim): Promise<StagedReport> {
  const collected = await collectPack(claim, quiet);
  await renderPack(claim, collected);
  const read = (entry: string) => readStaged(collected, entry);
  return {
    collected,
    html: (await read("report.html")).toString("utf8"),
    pdf: await read("report.pdf"),
    json: async (entry) => JSON.parse((await read(entry)).toString("utf8")),
  };
}

/** The words of a report's HTML, one line for each element that ends. */
export function htmlText(html: string): string {
  const body = html.slice(html.indexOf("<body>"));
  const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
  return body
    .replaceAll("<wbr>", "")
    .replaceAll(/<[^>]*>/g, "\n")
    .replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? "")
    .replaceAll(/\n+/g, "\n");
}

/** The words of a PDF as pdftotext finds them, as one line. */
export async function pdfText(pdf: Buffer): Promise<string> {
  return (await runOn("pdftotext", ["-", "-"], pdf)).replaceAll(/\s+/g, " ");
}

/** What pdfinfo says. */
export function pdfInfo(pdf: Buffer, ...options: string[]): Promise<string> {
  return runOn("pdfinfo", [...options, "-"], pdf);
}

async function runOn(program: string, args: string[], input: Buffer): Promise<string> {
  const running = run(program, args, { maxBuffer: 1 << 26 });
  running.child.stdin?.end(input);
  return (await running).stdout;
}
