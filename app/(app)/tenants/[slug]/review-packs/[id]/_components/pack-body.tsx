import type { AuditPage } from "@/lib/audit/queries";
import { changesSummaryFrom } from "@/lib/review-packs/changes-summary";
import type { PackLineage } from "@/lib/review-packs/lineage";
import type { PackView } from "@/lib/review-packs/queries";
import type { ShareLinkView } from "@/lib/share-links/list";
import { readSummary } from "../../_components/pack-summary";
import { PackContents } from "./pack-contents";
import { PackCoverage } from "./pack-coverage";
import { PackCustody } from "./pack-custody";
import { PackDates, PackIdentity } from "./pack-identity";
import { PackReason } from "./pack-reason";
import { PackSince } from "./pack-since";
import { ShareLinks } from "./share-links";

interface PackBodyProps {
  pack: PackView;
  lineage: PackLineage;
  custody: AuditPage;
  /** Null for a pack that nobody can share any more and nobody has. */
  sharing: { links: ShareLinkView[]; canManage: boolean } | null;
  now: Date;
}

/** Left: what is in it, what is not, what changed. Right: what it is, when, why, and who had it (design.md, Pack). */
export function PackBody({ pack, lineage, custody, sharing, now }: PackBodyProps) {
  const summary = readSummary(pack.summary);
  const changes = changesSummaryFrom(pack.summary);
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <div className="grid gap-6">
        <PackContents summary={summary} />
        <PackCoverage coverage={summary.coverage} />
        <PackSince slug={pack.tenant} packId={pack.id} changes={changes} />
        {!pack.sha256 && <PackReason pack={pack} lineage={lineage} />}
      </div>
      <div className="grid gap-6">
        <PackIdentity pack={pack} signedBy={summary.signed_by} />
        <PackDates pack={pack} now={now} />
        {pack.sha256 && (
          <>
            <PackReason pack={pack} lineage={lineage} />
            {sharing && <ShareLinks pack={pack} {...sharing} />}
            <PackCustody slug={pack.tenant} packId={pack.id} events={custody.events} hasMore={custody.next !== null} />
          </>
        )}
      </div>
    </div>
  );
}
