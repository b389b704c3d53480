import clsx from "clsx";
import Link from "next/link";
import { Badge } from "@/app/_components/badge";
import { formatCount } from "@/app/_components/format";
import { Icon } from "@/app/_components/icon";
import { RelativeTime } from "@/app/_components/time";
import type { PackPreview as Preview, PreviewSource } from "@/lib/review-packs/preview-pack";

// Both answers are in the page, and the ticked box shows the right one: no script is needed to change one's mind.
const shownWith = "hidden group-has-[[name=includeOperations]:checked]/generate:block";
const shownWithout = "group-has-[[name=includeOperations]:checked]/generate:hidden";

/** What would be in the pack, and the line that decides: whether a new one is made at all (design.md, Generate). */
export function PackPreview({
  slug,
  withOperations,
  without,
}: {
  slug: string;
  withOperations: Preview;
  without: Preview;
}) {
  return (
    <div className="grid content-start gap-3">
      <h2 id="pack-sources">What will be in it</h2>
      <ul aria-labelledby="pack-sources" className="divide-y divide-line rounded-md border border-line">
        {withOperations.sources.map((source) => (
          <Source
            key={source.type}
            slug={slug}
            source={source}
            className={source.type === "operations" ? shownWith : undefined}
          />
        ))}
      </ul>
      <Decision preview={withOperations} className={shownWith} />
      <Decision preview={without} className={shownWithout} />
    </div>
  );
}

function Source({ slug, source, className }: { slug: string; source: PreviewSource; className?: string | undefined }) {
  return (
    <li className={className}>
      <div className="flex min-h-10 items-center justify-between gap-3 px-3 py-1.5">
        <span>{source.label}</span>
        {source.state === "in" ? (
          <span className="text-right text-muted">
            {source.type !== "hardening" && formatCount(source.rows, "row")}
            {source.capturedAt && (
              <>
                {source.type !== "hardening" && " · "}
                <RelativeTime at={source.capturedAt} />
              </>
            )}
          </span>
        ) : (
          <span className="flex items-center gap-3">
            <Badge tone="warning" icon="triangle-alert">
              Missing
            </Badge>
            {source.type !== "hardening" && (
              <Link href={`/tenants/${slug}/import`} className="font-medium text-link hover:underline">
                Import
              </Link>
            )}
          </span>
        )}
      </div>
    </li>
  );
}

function Decision({ preview, className }: { preview: Preview; className: string }) {
  return (
    <div className={className}>
      <p className={clsx("flex gap-2", preview.identical ? "text-ink" : "text-muted")}>
        <Icon name={preview.identical ? "info" : "refresh"} className="mt-0.5" />
        <span>
          {preview.sentence}
          {preview.identical?.generatedAt && (
            <span className="text-muted">
              {" "}
              It was made <RelativeTime at={preview.identical.generatedAt} />.
            </span>
          )}
        </span>
      </p>
    </div>
  );
}
