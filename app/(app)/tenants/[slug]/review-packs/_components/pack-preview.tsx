import clsx from "clsx";
import Link from "next/link";
import { StatusBadge } from "@/app/_components/badge";
import { formatBytes, formatCount } from "@/app/_components/format";
import { Icon } from "@/app/_components/icon";
import { RelativeTime } from "@/app/_components/time";
import type { PackDecision, PackPreview as Preview } from "@/lib/review-packs/preview-pack";
import { sourcesPath } from "../../sources/paths";
import { packPath } from "../paths";

// Every answer is in the page, and the ticked boxes show the right one: no script is needed to change one's mind.
const shownWithOperations = "hidden group-has-[[name=includeOperations]:checked]/generate:block";
const shownWith: Record<string, string> = {
  "true true":
    "hidden group-has-[[name=includePii]:checked]/generate:group-has-[[name=includeOperations]:checked]/generate:block",
  "true false":
    "hidden group-has-[[name=includePii]:checked]/generate:group-has-[[name=includeOperations]:not(:checked)]/generate:block",
  "false true":
    "hidden group-has-[[name=includePii]:not(:checked)]/generate:group-has-[[name=includeOperations]:checked]/generate:block",
  "false false":
    "hidden group-has-[[name=includePii]:not(:checked)]/generate:group-has-[[name=includeOperations]:not(:checked)]/generate:block",
};

interface PackPreviewProps {
  slug: string;
  preview: Preview;
  /** How many packs one person can start in a minute. */
  perMinute: number;
}

/** What would be in the pack, and the line that decides: whether a new one is made at all (design.md, Generate). */
export function PackPreview({ slug, preview, perMinute }: PackPreviewProps) {
  const { sources, operations, bytes, decisions } = preview;
  return (
    <div className="grid content-start gap-3">
      <div className="flex items-baseline justify-between gap-3">
        <h2 id="pack-sources">What will be in it</h2>
        <Link href={sourcesPath(slug)} className="text-xs text-muted hover:underline">
          What is expected
        </Link>
      </div>
      <ul aria-labelledby="pack-sources" className="divide-y divide-line rounded-md border border-line">
        {[...sources].sort(missingFirst).map((source) => (
          <Source key={source.source} slug={slug} source={source} />
        ))}
        <li className={shownWithOperations}>
          <div className="flex min-h-10 items-center justify-between gap-3 px-3 py-1.5">
            <span>{operations.label}</span>
            <span className="text-muted">{formatCount(operations.rows, "row")}</span>
          </div>
        </li>
      </ul>
      <p className="text-muted">About {formatBytes(roughly(bytes))}</p>
      <div aria-live="polite">
        {decisions.map((decision) => (
          <Decision key={keyOf(decision)} slug={slug} decision={decision} />
        ))}
      </div>
      <p className="text-xs text-muted">You can start {formatCount(perMinute, "new pack")} a minute.</p>
    </div>
  );
}

const keyOf = ({ options }: PackDecision) => `${options.includePii} ${options.includeOperations}`;

/** What the reader has to do something about stands first. */
function missingFirst(a: Preview["sources"][number], b: Preview["sources"][number]): number {
  const weight = ({ state }: typeof a) => (state === "not_collected" ? 0 : state === "included" ? 2 : 1);
  return weight(a) - weight(b);
}

/** Two digits: more would say more than is known. */
function roughly(bytes: number): number {
  return Number(bytes.toPrecision(2));
}

function Source({ slug, source }: { slug: string; source: Preview["sources"][number] }) {
  const { label, state, rows, rowsExpected, capturedAt, ageDays, staleAfterDays, note } = source;
  const isHardening = source.source === "hardening";
  return (
    <li>
      <div className="flex min-h-10 flex-wrap items-center justify-between gap-x-3 px-3 py-1.5">
        <span>{label}</span>
        <span className="ml-auto flex flex-wrap items-center justify-end gap-x-3 gap-y-1">
          {state !== "not_collected" && (
            <span className="text-right text-muted">
              {rows !== null && !isHardening && `${formatCount(rows, "row")}${capturedAt ? " · " : ""}`}
              {capturedAt && <RelativeTime at={capturedAt} />}
            </span>
          )}
          {state !== "included" && <StatusBadge domain="source_state" value={state} />}
          {state !== "included" && !isHardening && (
            <Link href={`/tenants/${slug}/import`} className="font-medium text-link hover:underline">
              Import
            </Link>
          )}
        </span>
        {state === "stale" && (
          <p className="w-full text-warning">
            {formatCount(ageDays ?? 0, "day")} old; {staleAfterDays} are allowed.
          </p>
        )}
        {state === "truncated" && rowsExpected !== null && (
          <p className="w-full text-warning">
            {formatCount(rows ?? 0, "row")} of {formatCount(rowsExpected, "row")}.
          </p>
        )}
        {note !== "" && <p className="w-full text-muted">{note}</p>}
      </div>
    </li>
  );
}

function Decision({ slug, decision }: { slug: string; decision: PackDecision }) {
  const { identical, sentence } = decision;
  return (
    <p className={clsx(shownWith[keyOf(decision)])}>
      <Icon name={identical ? "info" : "refresh"} className="mr-2 inline-block align-[-0.2em]" />
      <span className={identical ? "font-medium" : undefined}>{sentence}</span>
      {identical && (
        <span className="text-muted">
          {" "}
          {identical.generatedAt && (
            <>
              It was made <RelativeTime at={identical.generatedAt} />.{" "}
            </>
          )}
          <Link href={packPath(slug, identical.id)} className="text-link underline">
            Open #{identical.id}
          </Link>
        </span>
      )}
    </p>
  );
}
