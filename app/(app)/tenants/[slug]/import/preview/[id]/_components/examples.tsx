import { severityCatalogue } from "@/app/_components/badge-catalogue";
import { formatNumber } from "@/app/_components/format";
import { SeverityBadge } from "@/app/_components/severity-badge";
import { severities } from "@/lib/findings/severity";
import { type ChangeDetails, type ChangeKind, changeKinds } from "@/lib/imports/describe-changes";
import { inertText } from "@/lib/readable/inert-text";

const words: Record<ChangeKind, string> = {
  created: "New",
  reopened: "Reopened",
  accepted: "Accepted",
  changed: "Changed",
  resolved: "Resolved",
};

/** Some of what would change, the worst of each kind first; closed until somebody asks. */
export function Examples({ changes }: { changes: ChangeDetails }) {
  const kinds = changeKinds.filter((kind) => changes.examples.some((example) => example.kind === kind));
  if (kinds.length === 0) return null;
  const bySeverity = severities.flatMap((severity) => {
    const count = changes.newBySeverity[severity];
    return count ? [`${formatNumber(count)} ${severityCatalogue[severity].label.toLowerCase()}`] : [];
  });
  return (
    <div className="grid content-start gap-3 border-line px-4 py-3 max-lg:border-t lg:border-l">
      {bySeverity.length > 0 && <p className="text-muted">New ones: {bySeverity.join(", ")}</p>}
      {kinds.map((kind) => (
        <div key={kind} className="grid gap-1">
          <h3 className="text-xs text-muted">{words[kind]}, the worst first</h3>
          <ul className="grid gap-1">
            {changes.examples
              .filter((example) => example.kind === kind)
              .map(({ severity, title, resource }) => (
                <li key={`${title} ${resource}`} className="flex min-w-0 items-baseline gap-3">
                  <span className="shrink-0">
                    <SeverityBadge value={severity} />
                  </span>
                  <span className="min-w-0 truncate" title={inertText(`${title} · ${resource}`, 400)}>
                    <bdi>{inertText(title, 200)}</bdi>
                    {resource && <span className="text-muted"> · {inertText(resource, 120)}</span>}
                  </span>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </div>
  );
}
