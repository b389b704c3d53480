import type { PackChangeKind, PackFilter, PackNotice } from "./schema";

/** What of the list stands in its address. */
export interface PackListView {
  status?: PackFilter | undefined;
  hash?: string | undefined;
  sort?: "oldest" | undefined;
  cursor?: string | undefined;
  newer?: string | undefined;
}

/** The addresses of these pages, written in one place. */
export function packsPath(slug: string, view: PackListView = {}): string {
  const query = new URLSearchParams(
    Object.entries(view).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return `/tenants/${slug}/review-packs${query.size > 0 ? `?${query}` : ""}`;
}

/** What lies below the page of a pack. */
type PackPart = "expire" | "delete" | "hold" | "lift" | "download" | "changes" | "custody" | "share";

/** The page of one pack, or a page below it. */
export function packPath(slug: string, packId: string, below?: PackPart): string {
  return `/tenants/${slug}/review-packs/${packId}${below ? `/${below}` : ""}`;
}

/** The question before a share link is revoked. */
export function revokePath(slug: string, packId: string, linkId: string): string {
  return `${packPath(slug, packId, "share")}/revoke?${new URLSearchParams({ link: linkId })}`;
}

/** `path` with something to say on arrival. `now` tells two of the same apart and lets an old one fall silent. */
export function withNotice(path: string, notice: PackNotice, packId: string, now: Date): string {
  return `${path}?${new URLSearchParams({ notice, pack: packId, at: String(now.getTime()) })}`;
}

/** What changed with a pack, of one kind; with `until` what changed since it. */
export function changesPath(slug: string, packId: string, kind: PackChangeKind, view: ChangesView = {}): string {
  const { until, page = 1 } = view;
  const query = new URLSearchParams({ kind, ...(until ? { until } : {}), ...(page > 1 ? { page: String(page) } : {}) });
  return `${packPath(slug, packId, "changes")}?${query}`;
}

/** What of a list of changes stands in its address, beside the kind. */
export interface ChangesView {
  until?: "now" | undefined;
  page?: number | undefined;
}
