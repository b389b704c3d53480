import type { Metadata } from "next";
import { StatusBadge } from "@/app/_components/badge";
import { LiveRefresh } from "@/app/_components/live-refresh";
import { PageHeader } from "@/app/_components/page-header";
import { DateTime } from "@/app/_components/time";
import { orNotFound } from "@/app/or-not-found";
import { listCustody } from "@/lib/audit/queries";
import type { Actor } from "@/lib/auth/actor";
import { requireActor } from "@/lib/auth/session";
import { getLineage } from "@/lib/review-packs/lineage";
import { getPack, type PackView } from "@/lib/review-packs/queries";
import { getPace, timeLeft } from "@/lib/review-packs/time-left";
import { listShareLinks } from "@/lib/share-links/list";
import { getTenantAccess } from "@/lib/tenants/access";
import { ArrivalToast } from "../_components/arrival-toast";
import { DownloadForm } from "../_components/download-form";
import { PackMenu } from "../_components/pack-verbs";
import { readSearch } from "../schema";
import { PackBody } from "./_components/pack-body";
import { PackStanding } from "./_components/pack-reason";
import { PackStepper } from "./_components/pack-stepper";
import { ShareButton } from "./_components/share-offer";

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
  const now = new Date();
  const actor = await requireActor();
  const { can } = await orNotFound(getTenantAccess(actor, slug, "review_pack.view"));
  const [pack, custody, lineage, shareLinks] = await orNotFound(
    Promise.all([
      getPack(actor, slug, id, now),
      listCustody(actor, slug, id, { limit: 8 }),
      getLineage(actor, slug, id),
      listShareLinks(actor, slug, id, now),
    ]),
  );
  const isBeingMade = pack.status === "queued" || pack.status === "generating";
  const canManage = can("review_pack.manage");
  const left = isBeingMade ? timeLeft(await getPace(actor, slug, id), pack.progress, now) : null;
  const isOver = pack.status === "expired";
  const hasSharing = pack.status === "ready" || shareLinks.length > 0;
  return (
    <>
      <LiveRefresh slug={slug} isActive={isBeingMade} />
      <ArrivalToast actor={actor} slug={slug} search={readSearch(await searchParams)} />
      <PageHeader
        title={`Review pack #${pack.id}`}
        badge={<StatusBadge domain="review_pack_status" value={pack.status} />}
        description={
          <>
            {pack.tenantName}
            {pack.asOf && (
              <>
                {" "}
                · as of <DateTime at={pack.asOf} />
              </>
            )}
          </>
        }
        actions={
          <>
            {pack.status === "ready" && <DownloadForm slug={slug} packId={pack.id} />}
            {canManage && pack.status === "ready" && <ShareButton pack={pack} />}
            {canManage && <PackMenu pack={pack} />}
          </>
        }
      />
      {isBeingMade && <PackStepper progress={pack.progress} left={left} />}
      <div className="mb-6 empty:hidden">
        <PackStanding pack={pack} isOver={isOver} canManage={canManage} heldBy={await findHolder(actor, pack)} />
      </div>
      <PackBody
        pack={pack}
        lineage={lineage}
        custody={custody}
        sharing={hasSharing ? { links: shareLinks, canManage } : null}
        now={now}
      />
    </>
  );
}

/** Who put it on hold, as the audit has it. */
async function findHolder(actor: Actor, pack: PackView): Promise<{ name: string; at: string } | null> {
  if (!pack.isLegalHold) return null;
  const page = { limit: 1, actions: ["review_pack.held"] };
  const [event] = (await listCustody(actor, pack.tenant, pack.id, page)).events;
  return event ? { name: event.actor.name, at: event.at } : null;
}
