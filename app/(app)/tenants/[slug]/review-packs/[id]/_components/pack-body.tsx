import type { AuditPage } from "@/lib/audit/queries";
import type { PackView } from "@/lib/review-packs/queries";
import { readSummary } from "../../_components/pack-summary";
import { PackContents } from "./pack-contents";
import { PackCoverage } from "./pack-coverage";
import { PackCustody } from "./pack-custody";
import { PackDates, PackIdentity } from "./pack-identity";
import { PackReason } from "./pack-reason";

/** Left: why there is this pack, what is in it, what is not. Right: what it is, when, and who had it (design.md, Pack). */
export function PackBody({ pack, custody, canManage }: { pack: PackView; custody: AuditPage; canManage: boolean }) {
  const summary = readSummary(pack.summary);
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <div className="grid gap-6">
        <PackReason pack={pack} canManage={canManage} />
        <PackContents summary={summary} />
        <PackCoverage coverage={summary.coverage} />
      </div>
      <div className="grid gap-6">
        <PackIdentity pack={pack} />
        <PackDates pack={pack} now={new Date()} />
        {pack.sha256 && <PackCustody events={custody.events} hasMore={custody.next !== null} />}
      </div>
    </div>
  );
}
