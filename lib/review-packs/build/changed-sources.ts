import type { SourceChange } from "@/lib/review-packs/build/changes-facts";
import type { SectionFacts } from "@/lib/review-packs/build/collected";
import type { Redactor } from "@/lib/review-packs/build/redact/redactor";
import type { PreviousPack } from "@/lib/review-packs/previous-pack";

type Seen = SourceChange["from"];

/**
 * Each source that either pack has, by name, and whether it has looked again since. Operations are no source of this
 * kind: their window moves every day.
 */
export function compareSources(previous: PreviousPack, soFar: SectionFacts, redactor: Redactor | null): SourceChange[] {
  const before = sourcesBefore(previous, (source) => redactor?.source(source) ?? source);
  const now = sourcesNow(soFar);
  return [...new Set([...before.keys(), ...now.keys()])].sort().map((source) => {
    const [from, to] = [before.get(source) ?? null, now.get(source) ?? null];
    const change = { source, state: stateOf(from, to), from, to };
    return redactor?.sourceChange(change) ?? change;
  });
}

function stateOf(from: Seen, to: Seen): SourceChange["state"] {
  if (!from || !to) return from ? "gone" : "new";
  const isSame = from.content_hash === to.content_hash;
  if (from.captured_at === to.captured_at) return isSame ? "unchanged" : "newer";
  if (from.captured_at !== null && to.captured_at !== null && to.captured_at < from.captured_at) return "older";
  return isSame && to.content_hash !== null ? "same_content" : "newer";
}

/** As the previous pack's coverage and inputs recorded them. A source that it had not collected is none of its own. */
function sourcesBefore({ freshness, inputs }: PreviousPack, nameOf: (source: string) => string): Map<string, Seen> {
  const hashes = new Map(inputs?.reports.map(({ type, contentHash }) => [type, contentHash]));
  const isOne = (source: string) =>
    hashes.has(source) || source.startsWith("findings.") || (source === "hardening" && freshness.hardening != null);
  const names = new Set([...Object.keys(freshness), ...hashes.keys()]);
  return new Map(
    [...names]
      .filter(isOne)
      .map((source) => [nameOf(source), seen(freshness[source] ?? null, hashes.get(source) ?? null)]),
  );
}

function sourcesNow({ findings, reports, hardening }: SectionFacts): Map<string, Seen> {
  return new Map([
    ...(findings?.tools ?? []).map(({ tool, newestAt }) => [`findings.${tool}`, seen(newestAt, null)] as const),
    ...(reports ?? []).map(({ type, capturedAt, contentHash }) => [type, seen(capturedAt, contentHash)] as const),
    ...(hardening?.lastCheckedAt ? ([["hardening", seen(hardening.lastCheckedAt, null)]] as const) : []),
  ]);
}

function seen(capturedAt: string | null, contentHash: string | null): Seen {
  return { captured_at: capturedAt, content_hash: contentHash };
}
