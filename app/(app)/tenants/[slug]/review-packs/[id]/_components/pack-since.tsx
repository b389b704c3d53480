import Link from "next/link";
import { Card } from "@/app/_components/card";
import { formatNumber } from "@/app/_components/format";
import { fieldName } from "@/lib/readable/field-name";
import { inertText } from "@/lib/readable/inert-text";
import type { ChangesSummary } from "@/lib/review-packs/changes-summary";
import { sourceLabel } from "@/lib/sources/source-label";
import { ChangeCounts } from "../../_components/change-counts";
import { changeWords, occurringKinds } from "../../_components/change-words";
import { changesPath, packPath } from "../../paths";
import type { PackChangeKind } from "../../schema";

interface PackSinceProps {
  slug: string;
  packId: string;
  changes: ChangesSummary | null;
}

/** What changed since the pack before it: each number leads to what is behind it (design.md, Pack). */
export function PackSince({ slug, packId, changes }: PackSinceProps) {
  if (!changes) return null;
  const { previous } = changes;
  if (!previous) {
    return (
      <Card title="Since the previous pack">
        <p className="px-4 py-3 text-muted">There is no earlier pack of this tenant to compare with.</p>
      </Card>
    );
  }
  const before = (
    <Link href={packPath(slug, previous.pack_id)} className="text-link underline">
      #{previous.pack_id}
    </Link>
  );
  return (
    <Card title="Since the previous pack" actions={<span className="text-xs text-muted">Compared with {before}</span>}>
      <div className="divide-y divide-line">
        <Findings slug={slug} packId={packId} changes={changes} />
        <ListChange
          slug={slug}
          packId={packId}
          kind="roles"
          totals={changes.totals.role_assignments}
          part={changes.role_assignments}
        />
        <ListChange
          slug={slug}
          packId={packId}
          kind="permissions"
          totals={changes.totals.permissions}
          part={changes.permissions}
        />
        <Hardening hardening={changes.hardening} />
        <Sources sources={changes.sources} />
      </div>
    </Card>
  );
}

function Findings({ slug, packId, changes }: { slug: string; packId: string; changes: ChangesSummary }) {
  const { findings, totals } = changes;
  if (findings.state !== "compared") return <Line name="Findings">{findings.note}</Line>;
  const counts = totals.findings;
  if (occurringKinds(counts).length === 0) return <Line name="Findings">No change</Line>;
  return <ChangeCounts slug={slug} packId={packId} counts={counts} newOpen={counts.new_open} />;
}

function ListChange({
  slug,
  packId,
  kind,
  totals: { added, removed },
  part,
}: {
  slug: string;
  packId: string;
  kind: Extract<PackChangeKind, "roles" | "permissions">;
  totals: { added: number; removed: number };
  part: ChangesSummary["permissions"];
}) {
  const name = changeWords[kind].short;
  if (part.state !== "compared") return <Line name={name}>{part.note}</Line>;
  if (added + removed === 0) return <Line name={name}>{["No change.", part.note].filter(Boolean).join(" ")}</Line>;
  return (
    <Line name={name}>
      <Link href={changesPath(slug, packId, kind)} prefetch={false} className="text-link hover:underline">
        {formatNumber(added)} added, {formatNumber(removed)} removed
      </Link>
      {part.note && <span className="block">{part.note}</span>}
    </Line>
  );
}

function Hardening({ hardening }: { hardening: ChangesSummary["hardening"] }) {
  if (hardening.state !== "compared") return <Line name="Hardening">{hardening.note}</Line>;
  if (hardening.changes.length === 0) return <Line name="Hardening">No change</Line>;
  return (
    <Line name="Hardening">
      <ul className="grid gap-1">
        {hardening.changes.map(({ field, from, to }) => (
          <li key={field}>
            {fieldName(field.replace(/^rbac_/, ""))}: <Value value={from} /> → <Value value={to} />
          </li>
        ))}
      </ul>
    </Line>
  );
}

function Value({ value }: { value: unknown }) {
  if (value === null || value === "") return <span className="text-muted">nothing</span>;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return <span className="text-ink [overflow-wrap:anywhere]">{inertText(text, 120)}</span>;
}

const sourceWords: Record<string, string> = {
  newer: "Newer",
  same_content: "Looked again, the same",
  unchanged: "Not looked again",
  older: "Older",
  new: "New",
  gone: "Gone",
};

function Sources({ sources }: { sources: ChangesSummary["sources"] }) {
  const states = Object.keys(sourceWords).filter((state) => sources.some((source) => source.state === state));
  if (states.length === 0) return null;
  return (
    <Line name="Sources">
      <ul className="grid gap-1">
        {states.map((state) => (
          <li key={state}>
            {sourceWords[state]}:{" "}
            <span className="text-ink">
              {sources
                .filter((source) => source.state === state)
                .map(({ source }) => inertText(sourceLabel(source), 80))
                .join(", ")}
            </span>
          </li>
        ))}
      </ul>
    </Line>
  );
}

function Line({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="grid gap-x-4 px-4 py-2.5 sm:grid-cols-[9rem_minmax(0,1fr)]">
      <p>{name}</p>
      <div className="text-muted">{children}</div>
    </div>
  );
}
