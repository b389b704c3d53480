import type { Severity } from "@/lib/findings/severity";
import { inertText } from "@/lib/readable/inert-text";
import { utcDay } from "@/lib/readable/utc-day";
import { toolName } from "@/lib/reports/tool-name";
import type { Cell } from "@/lib/review-packs/build/report/document";
import { reportLimits } from "@/lib/review-packs/build/report/limits";

// How the report says numbers, dates and names: in English and in UTC, whatever machine it is made on.

/** 1204 → "1,204". */
export function number(value: number): string {
  return String(Math.round(value)).replaceAll(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** "1 finding", "1,204 findings". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${number(value)} ${value === 1 ? one : many}`;
}

/** "92 %". What is not all is never called 100, what is not nothing never 0. */
export function percent(part: number, whole: number): string {
  if (whole <= 0) return "0 %";
  const rounded = Math.round((part / whole) * 100);
  const honest = part < whole ? Math.min(rounded, 99) : rounded;
  return `${part > 0 ? Math.max(honest, 1) : honest} %`;
}

/** "25 November 2026", in UTC. A text that is no date stays as it is. */
export function day(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return plain(iso);
  return utcDay(at);
}

/** "25 November 2026, 08:14 UTC". */
export function moment(iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? plain(iso) : `${day(iso)}, ${at.toISOString().slice(11, 16)} UTC`;
}

/** A name or text of a source as one inert line. */
export function plain(text: string): string {
  return inertText(text, 4 * reportLimits.textChars)
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** The same, with a dash where there is nothing. */
export function named(text: string | null): string {
  return text === null || plain(text) === "" ? "–" : plain(text);
}

export const severityNames: Readonly<Record<Severity, string>> = {
  critical: "Critical",
  high: "High",
  medium: "Medium",
  low: "Low",
  informational: "Informational",
};

/** A severity as a cell: the two that cannot wait are set strong. */
export function severityCell(severity: Severity): Cell {
  return { text: severityNames[severity], isStrong: severity === "critical" || severity === "high" };
}

/** "a", "a and b", "a, b and c". */
export function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

/** A finding's tool as people write it, fit to be printed. */
export function toolWords(tool: string): string {
  return tool === "" ? "Further tools" : plain(toolName(tool));
}
