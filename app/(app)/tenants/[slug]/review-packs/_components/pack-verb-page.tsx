import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { getPack } from "@/lib/review-packs/queries";
import { getTenant } from "@/lib/tenants/tenants";
import { type PackVerb, PackVerbForm, verbTitle } from "./pack-verbs";

/** The question before something is done to a pack, on a page of its own: for browsers without scripts, and before they have loaded. */
export async function PackVerbPage({ verb, slug, id }: { verb: PackVerb; slug: string; id: string }) {
  const actor = await requireActor();
  await orNotFound(getTenant(actor, slug, "review_pack.manage"));
  const pack = await orNotFound(getPack(actor, slug, id));
  return (
    <>
      <PageHeader title={verbTitle(verb, pack.id)} description={pack.tenantName} />
      <Card className="max-w-xl p-5">
        <PackVerbForm verb={verb} pack={pack} />
      </Card>
    </>
  );
}
