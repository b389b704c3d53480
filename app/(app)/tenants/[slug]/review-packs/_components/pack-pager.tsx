import { Button } from "@/app/_components/button";
import type { PackView } from "@/lib/review-packs/queries";
import { packsPath } from "../paths";
import type { PackFilter } from "../schema";

interface PackPagerProps {
  slug: string;
  status: PackFilter | undefined;
  packs: PackView[];
  next: string | null;
  isFirst: boolean;
}

/** Older and Newer, by keyset: the next page is as quick on the last of 100,000 packs as on the first. */
export function PackPager({ slug, status, packs, next, isFirst }: PackPagerProps) {
  const filter = status ? { status } : {};
  const first = packs[0];
  if (isFirst && !next) return null;
  return (
    <nav aria-label="Pages" className="mt-4 flex justify-between gap-2 screen-only">
      {isFirst ? (
        <span />
      ) : (
        <Button href={packsPath(slug, first ? { ...filter, newer: first.id } : filter)}>Newer</Button>
      )}
      {next && <Button href={packsPath(slug, { ...filter, cursor: next })}>Older</Button>}
    </nav>
  );
}
