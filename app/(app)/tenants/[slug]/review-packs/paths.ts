import type { PackFilter, PackNotice } from "./schema";

/** The addresses of these pages, written in one place. */
export function packsPath(slug: string, view: { status?: PackFilter; cursor?: string; newer?: string } = {}): string {
  const query = new URLSearchParams(Object.entries(view).filter(([, value]) => value !== undefined));
  return `/tenants/${slug}/review-packs${query.size > 0 ? `?${query}` : ""}`;
}

/** The page of one pack, or a page below it. */
export function packPath(slug: string, packId: string, below?: "expire" | "delete" | "download"): string {
  return `/tenants/${slug}/review-packs/${packId}${below ? `/${below}` : ""}`;
}

/** `path` with something to say on arrival. `now` tells two of the same apart and lets an old one fall silent. */
export function withNotice(path: string, notice: PackNotice, packId: string, now: Date): string {
  return `${path}?${new URLSearchParams({ notice, pack: packId, at: String(now.getTime()) })}`;
}
