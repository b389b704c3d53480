import { formatRelative } from "@/app/_components/format";
import type { Theme } from "@/app/_components/theme";
import type { PageIcon } from "@/app/(app)/pages";
import { pageEntries, usefulGroups } from "@/app/(app)/search/page-entries";
import { findingPath, findingsPath } from "@/app/(app)/tenants/[slug]/findings/paths";
import { reportPath } from "@/app/(app)/tenants/[slug]/reports/paths";
import type { Actor } from "@/lib/auth/actor";
import type { Severity } from "@/lib/findings/severity";
import type { OperationOutcome } from "@/lib/operations/queries";
import { inertText } from "@/lib/readable/inert-text";
import { type SearchResults, search } from "@/lib/search/search";
import { getWorkspaceRights } from "@/lib/workspaces/workspaces";

/** One line of what was found: where it leads, or the theme that it sets. Texts of files are inert already. */
export interface SearchEntry {
  href: string;
  theme?: Theme;
  icon: PageIcon | "plus" | "sun" | "search";
  title: string;
  detail: string;
  severity?: Severity;
  outcome?: OperationOutcome;
}

/** The lines of one kind. */
export interface SearchGroup {
  label: string;
  entries: SearchEntry[];
}

/** An answer to a search, as page and palette show it. */
export interface SearchAnswer {
  groups: SearchGroup[];
  isFindingsPartial: boolean;
}

/**
 * What fits the text, in groups; for a text too short, what is useful where the reader is.
 * @param here the slug of the tenant that the reader looks at.
 * @param limit how many of each kind.
 * @throws {AppError} rate_limited.
 */
export async function findEntries(
  actor: Actor,
  { text, here, limit }: { text: string; here: string | undefined; limit: number },
  now: Date,
): Promise<SearchAnswer> {
  const [found, rights] = await Promise.all([search(actor, text, now, { limit, here }), getWorkspaceRights(actor)]);
  const scene = { places: found.places, current: found.places.find(({ slug }) => slug === here), rights };
  const groups =
    found.text === ""
      ? usefulGroups(scene)
      : [
          { label: "Pages", entries: pageEntries(scene, found.text).slice(0, limit) },
          ...groupsOf(found, now, limit, scene.current),
        ];
  return {
    groups: groups.filter(({ entries }) => entries.length > 0),
    isFindingsPartial: found.isFindingsPartial,
  };
}

function groupsOf(
  { text, places, tenants, findings, reports, operations }: SearchResults,
  now: Date,
  limit: number,
  current: { id: bigint; slug: string; name: string } | undefined,
): SearchGroup[] {
  const placeOf = new Map(places.map((place) => [place.id, place]));
  const slugOf = (id: bigint) => placeOf.get(id)?.slug ?? "";
  const nameOf = (id: bigint) => placeOf.get(id)?.name ?? "";
  const more: SearchEntry[] =
    current && findings.filter(({ tenantId }) => tenantId === current.id).length >= limit
      ? [
          {
            href: findingsPath(current.slug, { q: text, status: "all" }),
            icon: "search",
            title: `All findings of ${current.name} with “${inertText(text)}”`,
            detail: "",
          },
        ]
      : [];
  return [
    {
      label: "Tenants",
      entries: tenants.map(({ slug, name, workspaceName }) => ({
        href: `/tenants/${slug}`,
        icon: "building",
        title: name,
        detail: workspaceName,
      })),
    },
    {
      label: "Findings",
      entries: [
        ...findings.map(({ id, tenantId, checkId, title, severity, status, resourceName }): SearchEntry => {
          const state = status === "open" ? "" : status;
          const details = [nameOf(tenantId), resourceName || checkId, state].filter(Boolean).join(" · ");
          return {
            href: findingPath(slugOf(tenantId), id),
            icon: "shield-alert",
            title: inertText(title || checkId, 200),
            detail: inertText(details, 200),
            severity,
          };
        }),
        ...more,
      ],
    },
    {
      label: "Reports",
      entries: reports.map(({ tenantId, type, label, capturedAt }) => ({
        href: reportPath(slugOf(tenantId), type),
        icon: "table",
        title: inertText(label, 200),
        detail: `${nameOf(tenantId)} · ${formatRelative(capturedAt, now)}`,
      })),
    },
    {
      label: "Operations",
      entries: operations.map(({ id, tenantId, label, outcome, initiatedByName, createdAt }) => ({
        href: `/tenants/${slugOf(tenantId)}/operations/${id}`,
        icon: "activity",
        title: `${label} #${id}`,
        detail: [nameOf(tenantId), formatRelative(createdAt, now), inertText(initiatedByName, 100)]
          .filter(Boolean)
          .join(" · "),
        outcome,
      })),
    },
  ];
}
