import { Badge } from "@/app/_components/badge";
import { RelativeTime } from "@/app/_components/time";
import type { SourceFreshness as Source } from "@/lib/overview/tenant-summaries";
import { inertText } from "@/lib/readable/inert-text";

/** How fresh a tenant's sources are: what is the matter with which, and how old the oldest is. All of it is text. */
export function SourceFreshness({ sources }: { sources: Source[] }) {
  const there = sources.filter(({ state }) => state !== "not_collected");
  if (there.length === 0) return "Nothing imported";
  const missing = sources.filter(({ state }) => state === "not_collected");
  const stale = there.filter(({ state }) => state !== "included");
  const oldest = there.flatMap(({ capturedAt }) => capturedAt ?? []).sort()[0] ?? null;
  const troubles = [
    missing.length > 0 ? `${missing.length} missing` : null,
    stale.length > 0 ? `${stale.length} stale` : null,
  ].filter((words) => words !== null);
  return (
    <>
      <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
        {troubles.length > 0 && (
          <Badge tone="warning" icon={missing.length > 0 ? "triangle-alert" : "clock"}>
            {troubles.join(", ")}
          </Badge>
        )}
        <span>
          {troubles.length === 0 ? "All fresh, oldest " : "Oldest "}
          <RelativeTime at={oldest} />
        </span>
      </span>
      <Names word="Missing" sources={missing} />
      <Names word="Stale" sources={stale} />
    </>
  );
}

function Names({ word, sources }: { word: string; sources: Source[] }) {
  if (sources.length === 0) return null;
  return (
    <span className="mt-0.5 block text-xs md:max-w-64">
      {word}:{" "}
      {sources.map(({ label, capturedAt }, at) => (
        <span key={label}>
          {at > 0 && ", "}
          {inertText(label, 80)}
          {capturedAt && (
            <>
              {" "}
              (<RelativeTime at={capturedAt} />)
            </>
          )}
        </span>
      ))}
    </span>
  );
}
