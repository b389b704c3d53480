import clsx from "clsx";
import Link from "next/link";
import { StatusBadge } from "@/app/_components/badge";
import { Button } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { EmptyState } from "@/app/_components/empty-state";
import { formatCount } from "@/app/_components/format";
import { RelativeTime } from "@/app/_components/time";
import type { TenantOverview } from "@/lib/overview/tenant-overview";
import { inertText } from "@/lib/readable/inert-text";
import { refusedNote } from "@/lib/sources/notes";
import { sourcePath, sourcesPath } from "../sources/paths";
import { MoreLink } from "./more-link";

type Standing = TenantOverview["sources"][number];
type Props = { slug: string } & Pick<TenantOverview, "sources" | "missing">;

/** How fresh each source is, the oldest first; what is missing comes before all, because nothing else says so. */
export function SourcesCard({ slug, sources, missing }: Props) {
  const title = "Freshness of sources";
  if (sources.length === 0) {
    return (
      <Card title={title}>
        <EmptyState
          icon="database"
          title="Nothing here yet"
          text="Import a scan to see findings, and answers of Microsoft Graph to see roles and permissions."
          action={<Button href={`/tenants/${slug}/import`}>Import</Button>}
        />
      </Card>
    );
  }
  return (
    <Card title={title} actions={<MoreLink href={sourcesPath(slug)}>What is expected</MoreLink>}>
      <ul className="divide-y divide-line">
        {missing.map(({ source, label, state, refused }) => (
          <li key={source} className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1.5">
            {inertText(label, 80)}
            <StatusBadge domain="source_state" value={state} />
            <ImportLink slug={slug} source={source} />
            <Note text={refusedNote(refused)} />
          </li>
        ))}
        {sources.map((source) => (
          <SourceRow key={source.source} slug={slug} source={source} />
        ))}
      </ul>
    </Card>
  );
}

/** What comes in by a file can be imported; the hardening is looked at by ourselves. */
function ImportLink({ slug, source }: { slug: string; source: string }) {
  if (source === "hardening") return null;
  return (
    <Link href={`/tenants/${slug}/import`} className="ml-auto text-link hover:underline">
      Import
    </Link>
  );
}

function Note({ text }: { text: string }) {
  return text === "" ? null : <p className="w-full text-xs text-muted">{text}</p>;
}

function SourceRow({ slug, source: standing }: { slug: string; source: Standing }) {
  const { source, label, state, rows, capturedAt, note } = standing;
  const href = sourcePath(slug, source);
  return (
    <li
      className={clsx(
        "relative flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1.5",
        href && "hover:bg-hover",
      )}
    >
      {href ? (
        <Link href={href} prefetch={false} className="row-link min-w-0 truncate">
          {inertText(label, 80)}
        </Link>
      ) : (
        <span className="min-w-0 truncate">{label}</span>
      )}
      {state !== "included" && <StatusBadge domain="source_state" value={state} />}
      <span className="ml-auto text-muted">
        {rows !== null && source !== "hardening" && `${formatCount(rows, "row")} · `}
        <RelativeTime at={capturedAt} />
      </span>
      <Note text={note} />
    </li>
  );
}
