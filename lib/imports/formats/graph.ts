import type { ImportedReport, Importer, Sample } from "@/lib/imports/importer";
import { readJson } from "@/lib/imports/json-reader";
import { fileProblem } from "@/lib/imports/problem";
import { objectAt, textAt } from "@/lib/imports/record";
import { partName } from "@/lib/reports/part-name";

/** One of Graph's lists that a stored report is made of, and how it is known (import-formats.md, 7). */
export interface GraphPart {
  part: string;
  /** Matches what stands after `$metadata#` in `@odata.context`. */
  context: RegExp;
  /** Where the context is missing: knows the first element of `value`. */
  first?: (element: Record<string, unknown>) => boolean;
}

/** A stored report, the parts it is made of, and what an answer says about its own date and tenant. */
export interface GraphReport {
  format: string;
  type: string;
  label: string;
  parts: readonly GraphPart[];
  facts?: (value: readonly unknown[], where: string) => { capturedAt?: Date; entraTenantId?: string };
}

const answerBytesMax = 64 * 1024 * 1024;

/** An importer for Microsoft Graph answers that were saved by hand: kept as they came (import-formats.md, 7). */
export function graphReport(report: GraphReport): Importer {
  return {
    format: report.format,
    tool: "graph",
    label: report.label,
    times: "undated",
    recognises: (sample) => findPart(sample, report.parts) !== undefined,
    async *read({ source, sample }) {
      const list = findPart(sample, report.parts)?.part ?? "";
      for await (const answer of readJson(source, "lines", { bytesMax: answerBytesMax })) {
        if (answer.index !== 0)
          throw fileProblem("The file holds more than one answer.", "Save each answer in a file of its own.");
        const payload = objectAt(answer.value);
        if (!Array.isArray(payload.value))
          throw fileProblem("$.value is missing, or is no list, in this Microsoft Graph answer.");
        const facts = report.facts?.(payload.value, "$.value[0]") ?? {};
        if (facts.entraTenantId) yield { kind: "facts", entraTenantId: facts.entraTenantId };
        const part = partName(list, textAt(payload["@odata.context"]));
        yield toReport(report.type, part, payload, payload.value, facts.capturedAt ?? null);
      }
    },
  };
}

function toReport(
  type: string,
  part: string,
  payload: Record<string, unknown>,
  value: readonly unknown[],
  capturedAt: Date | null,
): ImportedReport {
  // An answer that names a next page is an incomplete list.
  return {
    kind: "report",
    type,
    part,
    payload,
    rows: value.length,
    isComplete: textAt(payload["@odata.nextLink"]) === "",
    capturedAt,
  };
}

function findPart(sample: Sample, parts: readonly GraphPart[]): GraphPart | undefined {
  if (sample.kind !== "json" || sample.shape !== "members") return undefined;
  const context = textAt(sample.members.get("@odata.context"));
  if (context !== "") {
    const entity = context.slice(context.indexOf("$metadata#") + "$metadata#".length);
    return parts.find((part) => part.context.test(entity));
  }
  const value = sample.members.get("value");
  if (!Array.isArray(value) || !sample.isWhole) return undefined;
  return parts.find((part) => part.first?.(objectAt(value[0])));
}

/** Whether an element has all these members. */
export const hasAll = (element: Record<string, unknown>, ...names: string[]) => names.every((name) => name in element);
