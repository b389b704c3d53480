import type { SourceChange } from "@/lib/review-packs/build/changes-facts";
import type { SectionFacts } from "@/lib/review-packs/build/collected";
import type { Redactor } from "@/lib/review-packs/build/redact/redactor";
import type { PreviousPack } from "@/lib/review-packs/previous-pack";

type Seen = SourceChange["from"];

/** A source as a pack has it. Of a stored report also its id: they count up, whatever the age of what is in them. */
interface Known {
  seen: NonNullable<Seen>;
  reportId: bigint | null;
}

/**
 * Each source that either pack has, by name, and whether it has looked again since. Operations are no source of this
 * kind: their window moves every day.
 */
export function compareSources(previous: PreviousPack, soFar: SectionFacts, redactor: Redactor | null): SourceChange[] {
  const before = sourcesBefore(previous, (source) => redactor?.source(source) ?? source);
  const now = sourcesNow(soFar);
  return [...new Set([...before.keys(), ...now.keys()])].sort().map((source) => {
    const [from, to] = [before.get(source), now.get(source)];
    const change = { source, state: stateOf(from, to), from: from?.seen ?? null, to: to?.seen ?? null };
    return redactor?.sourceChange(change) ?? change;
  });
}

function stateOf(from: Known | undefined, to: Known | undefined): SourceChange["state"] {
  if (!from || !to) return from ? "gone" : "new";
  const isSame = from.seen.content_hash === to.seen.content_hash;
  const order = orderOf(from, to);
  if (order === 0) return isSame ? "unchanged" : "newer";
  if (order < 0) return "older";
  return isSame && to.seen.content_hash !== null ? "same_content" : "newer";
}

/** Above 0 where the second is the later one. A report that an old answer was added to is the later one, and yet as old as that. */
function orderOf(from: Known, to: Known): number {
  if (from.reportId !== null && to.reportId !== null) return Number(to.reportId - from.reportId);
  const [was, is] = [from.seen.captured_at, to.seen.captured_at];
  if (was === is) return 0;
  return was !== null && is !== null && is < was ? -1 : 1;
}

/** As the previous pack's coverage and inputs recorded them. A source that it had not collected is none of its own. */
function sourcesBefore({ freshness, inputs }: PreviousPack, nameOf: (source: string) => string): Map<string, Known> {
  const reports = new Map(inputs?.reports.map((report) => [report.type, report]));
  const isOne = (source: string) =>
    reports.has(source) || source.startsWith("findings.") || (source === "hardening" && freshness.hardening != null);
  const names = new Set([...Object.keys(freshness), ...reports.keys()]);
  return new Map(
    [...names]
      .filter(isOne)
      .map((source) => [nameOf(source), known(freshness[source] ?? null, reports.get(source) ?? null)]),
  );
}

function sourcesNow({ findings, reports, hardening }: SectionFacts): Map<string, Known> {
  return new Map([
    ...(findings?.tools ?? []).map(({ tool, newestAt }) => [`findings.${tool}`, known(newestAt, null)] as const),
    ...(reports ?? []).map((report) => [report.type, known(report.capturedAt, report)] as const),
    ...(hardening?.lastCheckedAt ? ([["hardening", known(hardening.lastCheckedAt, null)]] as const) : []),
  ]);
}

function known(capturedAt: string | null, report: { id: string; contentHash: string } | null): Known {
  return {
    seen: { captured_at: capturedAt, content_hash: report?.contentHash ?? null },
    reportId: report && BigInt(report.id),
  };
}
