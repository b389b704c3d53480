import { Button } from "@/app/_components/button";
import type { PackView } from "@/lib/review-packs/queries";
import { type PackListView, packsPath } from "../paths";

interface PackPagerProps {
  slug: string;
  view: PackListView;
  packs: PackView[];
  next: string | null;
  isFirst: boolean;
}

/** Back and on, by keyset: the next page is as quick on the last of 100,000 packs as on the first. */
export function PackPager({ slug, view, packs, next, isFirst }: PackPagerProps) {
  const first = packs[0];
  const [back, on] = view.sort === "oldest" ? ["Older", "Newer"] : ["Newer", "Older"];
  if (isFirst && !next) return null;
  return (
    <nav aria-label="Pages" className="mt-4 flex justify-between gap-2 screen-only">
      {isFirst ? <span /> : <Button href={packsPath(slug, first ? { ...view, newer: first.id } : view)}>{back}</Button>}
      {next && <Button href={packsPath(slug, { ...view, cursor: next })}>{on}</Button>}
    </nav>
  );
}
