import { textOf } from "@/lib/readable/json";

/** A moment as its file has it; `/Date(ms)/`, which Windows PowerShell writes, as ISO 8601 UTC. Empty for none. */
export function momentText(value: unknown): string {
  const text = textOf(value);
  const ms = /^\\?\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\\?\/$/.exec(text)?.[1];
  if (ms === undefined) return text;
  const moment = new Date(Number(ms));
  return Number.isNaN(moment.getTime()) ? text : moment.toISOString();
}
