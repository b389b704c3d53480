import { StatusBadge } from "@/app/_components/badge";
import { SeverityBadge } from "@/app/_components/severity-badge";
import { SortLink } from "@/app/_components/sort-link";
import { RowLink, Table, Td, Th, Tr } from "@/app/_components/table";
import { RelativeTime } from "@/app/_components/time";
import type { FindingView } from "@/lib/findings/queries";
import { inertText } from "@/lib/readable/inert-text";
import { toolName } from "@/lib/reports/tool-name";
import { findingPath, findingsPath } from "../paths";
import { type FindingSearch, sortOf } from "../schema";

/** The list of findings: one row each, which is one link. */
export function FindingTable({ slug, view, findings }: { slug: string; view: FindingSearch; findings: FindingView[] }) {
  const sort = sortOf(view);
  return (
    <Table label="Findings">
      <thead>
        <tr>
          {/* As wide as the longest word from the first row on: what comes later moves nothing. */}
          <Th className="min-w-32">
            <SortLink
              href={findingsPath(slug, { ...view, sort: sort === "worst" ? "newest" : "worst" })}
              label="Severity"
              arrow={sort === "worst" ? "↓" : undefined}
              now="worst first"
              change={sort === "worst" ? "Change to newest first." : "Change to worst first."}
            />
          </Th>
          <Th>Finding</Th>
          <Th className="max-md:hidden">Status</Th>
          <Th className="max-lg:hidden">Tool</Th>
          <Th end className="max-md:hidden">
            Last seen
          </Th>
        </tr>
      </thead>
      <tbody>
        {findings.map((finding) => (
          <Tr key={finding.id}>
            <Td>
              <SeverityBadge value={finding.severity} />
            </Td>
            <Td className="w-full max-w-0 min-w-44">
              <div className="flex items-baseline gap-3 max-lg:flex-col max-lg:gap-0">
                <RowLink
                  href={findingPath(slug, finding.id)}
                  className="max-w-full max-lg:line-clamp-2 lg:max-w-[65%] lg:shrink-0 lg:truncate"
                >
                  <bdi>{inertText(finding.title, 200)}</bdi>
                </RowLink>
                <span className="min-w-0 max-w-full truncate text-muted">
                  <bdi>{inertText(placeWords(finding), 200)}</bdi>
                </span>
              </div>
            </Td>
            <Td className="max-md:hidden">
              <StatusBadge domain="finding_status" value={finding.status} />
            </Td>
            <Td className="max-w-32 truncate text-muted max-lg:hidden">{inertText(toolName(finding.source), 40)}</Td>
            <Td end className="text-muted max-md:hidden">
              <RelativeTime at={finding.lastSeenAt} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

/** Where it was found: the resource, or else the check. */
function placeWords({ resourceName, resourceId, checkId }: FindingView): string {
  return resourceName || resourceId || checkId;
}
