import type { Metadata } from "next";
import { StatusBadge } from "@/app/_components/badge";
import { formatDateTime } from "@/app/_components/format";
import { LiveRefresh } from "@/app/_components/live-refresh";
import { PageHeader } from "@/app/_components/page-header";
import { orNotFound } from "@/app/or-not-found";
import { listCustody } from "@/lib/audit/queries";
import { requireActor } from "@/lib/auth/session";
import { getPack } from "@/lib/review-packs/queries";
import { getTenantAccess } from "@/lib/tenants/access";
import { ArrivalToast } from "../_components/arrival-toast";
import { DownloadForm } from "../_components/download-form";
import { EndPackLinks } from "../_components/end-pack";
import { readSearch } from "../schema";
import { PackBody } from "./_components/pack-body";
import { PackStepper } from "./_components/pack-stepper";

type Address = {
  params: Promise<{ slug: string; id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: Address): Promise<Metadata> {
  return { title: `Review pack #${(await params).id.slice(0, 20)}` };
}

/** One review pack: live while it is being made; then what is in it, what it is, and what became of it. */
export default async function ReviewPackPage({ params, searchParams }: Address) {
  const { slug, id } = await params;
  const actor = await requireActor();
  const { can } = await orNotFound(getTenantAccess(actor, slug, "review_pack.view"));
  const [pack, custody] = await orNotFound(
    Promise.all([getPack(actor, slug, id), listCustody(actor, slug, id, { limit: 8 })]),
  );
  const isBeingMade = pack.status === "queued" || pack.status === "generating";
  const canManage = can("review_pack.manage");
  return (
    <>
      <LiveRefresh slug={slug} isActive={isBeingMade} />
      <ArrivalToast actor={actor} slug={slug} search={readSearch(await searchParams)} />
      <PageHeader
        title={`Review pack #${pack.id}`}
        badge={<StatusBadge domain="review_pack_status" value={pack.status} />}
        description={`${pack.tenantName}${pack.asOf ? ` · as of ${formatDateTime(pack.asOf)}` : ""}`}
        actions={
          <>
            {canManage && <EndPackLinks pack={pack} />}
            {pack.status === "ready" && <DownloadForm slug={slug} packId={pack.id} />}
          </>
        }
      />
      {isBeingMade && <PackStepper progress={pack.progress} since={pack.createdAt} />}
      <PackBody pack={pack} custody={custody} canManage={canManage} />
    </>
  );
}
