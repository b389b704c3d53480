import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { getPack } from "@/lib/review-packs/queries";
import { getTenant } from "@/lib/tenants/tenants";
import { EndPackForm, endingTitle, type PackEnding } from "./end-pack";

/** The question before a pack is ended, on a page of its own: for browsers without scripts, and before they have loaded. */
export async function EndPackPage({ ending, slug, id }: { ending: PackEnding; slug: string; id: string }) {
  const actor = await requireActor();
  await orNotFound(getTenant(actor, slug, "review_pack.manage"));
  const pack = await orNotFound(getPack(actor, slug, id));
  return (
    <>
      <PageHeader title={endingTitle(ending, pack.id)} description={pack.tenantName} />
      <Card className="max-w-xl p-5">
        <EndPackForm ending={ending} pack={pack} />
      </Card>
    </>
  );
}
