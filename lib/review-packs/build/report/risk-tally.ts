import { createHash } from "node:crypto";
import { severities } from "@/lib/findings/severity";
import type { FindingValues } from "@/lib/review-packs/build/finding-rows";
import { reportLimits } from "@/lib/review-packs/build/report/limits";
import type { FindingsMaterial, RiskMaterial } from "@/lib/review-packs/build/report/material";
import { shorten } from "@/lib/review-packs/build/report/shorten";

const rank: Readonly<Record<string, number>> = Object.fromEntries(severities.map((severity, at) => [severity, at]));
const rankOf = (severity: string) => rank[severity] ?? severities.length;

/**
 * What the report says of the findings, counted while they are written: open ones by check, worst first, and all by tool.
 * Its size is bounded whatever the findings are; it is asked once for each of a million, so it does little for each.
 */
export class RiskTally {
  readonly #checks = new Map<string, RiskMaterial>();
  readonly #tools = new Map<string, FindingsMaterial["tools"][number]>();
  #hasForgotten = false;

  add(finding: FindingValues): void {
    this.#countTool(finding);
    if (finding.status !== "open") return;
    const key = keyOf(finding);
    const check = this.#checks.get(key);
    if (check === undefined) this.#begin(key, finding);
    else {
      check.open += 1;
      if (rankOf(finding.severity) < rankOf(check.severity)) check.severity = finding.severity;
      if (check.resources.length < reportLimits.resourcesPerRisk) addResource(check, finding);
    }
  }

  material(): FindingsMaterial {
    const ranked = [...this.#checks.values()].sort(worstFirst);
    return {
      checks: this.#hasForgotten ? 2 * reportLimits.checksRanked : ranked.length,
      isRankingComplete: !this.#hasForgotten,
      risks: ranked.slice(0, reportLimits.risks),
      tools: [...this.#tools.values()].sort(byTool),
    };
  }

  #begin(key: string, finding: FindingValues): void {
    if (this.#checks.size >= 2 * reportLimits.checksRanked) this.#forget();
    const check: RiskMaterial = {
      source: shorten(finding.source),
      checkId: shorten(finding.checkId),
      title: shorten(finding.title),
      severity: finding.severity,
      open: 1,
      resources: [],
    };
    addResource(check, finding);
    this.#checks.set(key, check);
  }

  /** Keeps the worst. A check that was forgotten and comes again begins again at 1: then the ranking is not complete. */
  #forget(): void {
    const ranked = [...this.#checks].sort(([, a], [, b]) => worstFirst(a, b));
    for (const [key] of ranked.slice(reportLimits.checksRanked)) this.#checks.delete(key);
    this.#hasForgotten = true;
  }

  #countTool({ source, severity, status }: FindingValues): void {
    const tool = this.#tools.get(source) ?? this.#beginTool(source);
    tool.all += 1;
    if (status !== "open") return;
    tool.open += 1;
    if (severity === "critical" || severity === "high") tool.openSevere += 1;
  }

  /** One line for all tools past the limit. */
  #beginTool(source: string): FindingsMaterial["tools"][number] {
    const name = this.#tools.size < reportLimits.tools ? source : "";
    const tool = this.#tools.get(name) ?? { tool: shorten(name), all: 0, open: 0, openSevere: 0 };
    this.#tools.set(name, tool);
    return tool;
  }
}

function addResource(check: RiskMaterial, finding: FindingValues): void {
  const name = shorten(finding.resourceName || finding.resourceId);
  if (name !== "" && !check.resources.includes(name)) check.resources.push(name);
}

const keyCharsMax = 300;

/** A long id is hashed: what is kept per check stays small. */
function keyOf({ source, checkId }: FindingValues): string {
  const key = `${source}\u0000${checkId}`;
  return key.length <= keyCharsMax ? key : createHash("sha256").update(key).digest("hex");
}

function worstFirst(a: RiskMaterial, b: RiskMaterial): number {
  return (
    rankOf(a.severity) - rankOf(b.severity) ||
    b.open - a.open ||
    compare(a.checkId, b.checkId) ||
    compare(a.source, b.source)
  );
}

/** By name; the line for all others last. */
function byTool(a: { tool: string }, b: { tool: string }): number {
  if (a.tool === "" || b.tool === "") return a.tool === "" ? 1 : -1;
  return compare(a.tool, b.tool);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
