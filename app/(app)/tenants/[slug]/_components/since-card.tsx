import { Card } from "@/app/_components/card";
import { RelativeTime } from "@/app/_components/time";
import { inertText } from "@/lib/readable/inert-text";
import type { SinceLastPack } from "@/lib/review-packs/since-last-pack";
import { ChangeCounts } from "../review-packs/_components/change-counts";
import { packPath } from "../review-packs/paths";
import { MoreLink } from "./more-link";

/** What changed since the last pack: all of it in a sentence, and the findings by what became of them. */
export function SinceCard({ slug, since }: { slug: string; since: SinceLastPack }) {
  const { packId, madeAt, sentence, findings } = since;
  return (
    <Card
      title="Since the last review pack"
      className="lg:col-span-2"
      actions={
        <MoreLink href={packPath(slug, packId)}>
          #{packId}, <RelativeTime at={madeAt} />
        </MoreLink>
      }
    >
      <p className="px-4 py-3">{inertText(sentence, 400)}</p>
      {findings && findings.total > 0 && (
        <div className="border-t border-line">
          <ChangeCounts slug={slug} packId={packId} counts={findings.byKind} until="now" />
        </div>
      )}
    </Card>
  );
}
