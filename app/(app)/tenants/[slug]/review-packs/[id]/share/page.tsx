import type { Metadata } from "next";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { getPack } from "@/lib/review-packs/queries";
import { getTenant } from "@/lib/tenants/tenants";
import { ShareForm } from "../_components/share-form";
import { ShareOffer, shareTitle } from "../_components/share-offer";

export const metadata: Metadata = { title: "Share review pack" };

/** Share, on a page of its own: for browsers without scripts, and before they have loaded. */
export default async function SharePage({ params }: { params: Promise<{ slug: string; id: string }> }) {
  const { slug, id } = await params;
  const actor = await requireActor();
  await orNotFound(getTenant(actor, slug, "review_pack.manage"));
  const pack = await orNotFound(getPack(actor, slug, id));
  return (
    <>
      <PageHeader title={shareTitle(pack.id)} description={pack.tenantName} />
      <Card className="max-w-xl p-5">
        {pack.status === "ready" ? (
          <ShareOffer pack={pack} Form={ShareForm} />
        ) : (
          <p>Only a ready review pack can be shared.</p>
        )}
      </Card>
    </>
  );
}
