import type { Metadata } from "next";
import { Button } from "@/app/_components/button";
import { LiveRefresh } from "@/app/_components/live-refresh";
import { PageHeader } from "@/app/_components/page-header";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { hardeningChecklist } from "@/lib/overview/hardening";
import { getTenantOverview } from "@/lib/overview/tenant-overview";
import { listPacks } from "@/lib/review-packs/queries";
import { getTenant } from "@/lib/tenants/tenants";
import { HardeningCard } from "./_components/hardening-card";
import { OverviewFacts } from "./_components/overview-facts";
import { PacksCard } from "./_components/packs-card";
import { SeverityCard } from "./_components/severity-card";
import { SourcesCard } from "./_components/sources-card";
import { TrendCard } from "./_components/trend-card";

type Props = { params: Promise<{ slug: string }> };

/** Whole here: a layout's template counts for the pages below it, not for the one beside it. */
export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const tenant = await orNotFound(getTenant(await requireActor(), (await params).slug, "tenant.view"));
  return { title: { absolute: `Overview · ${tenant.name} · TenantPilot` } };
}

/** A tenant at first sight: four facts, what is open and how it came to be, how fresh the sources are (design.md, Overview). */
export default async function OverviewPage({ params }: Props) {
  const { slug } = await params;
  const actor = await requireActor();
  const now = new Date();
  const [overview, { packs }] = await orNotFound(
    Promise.all([getTenantOverview(actor, slug, now), listPacks(actor, slug, { limit: 5 })]),
  );
  const isMoving = packs.some(({ status }) => status === "queued" || status === "generating");
  return (
    <>
      <LiveRefresh slug={slug} isActive={isMoving} />
      <PageHeader
        title="Overview"
        description={overview.tenant.name}
        actions={<Button href={`/tenants/${slug}/import`}>Import</Button>}
      />
      <OverviewFacts slug={slug} overview={overview} newest={packs[0]} />
      <div className="grid grid-cols-1 gap-6 lg:grid-cols-2 lg:items-start">
        <SeverityCard slug={slug} counts={overview.counts} />
        <TrendCard slug={slug} trend={overview.trend} />
        <SourcesCard slug={slug} sources={overview.sources} missing={overview.missing} />
        <HardeningCard
          items={hardeningChecklist(overview.hardening, now)}
          checkedAt={overview.hardening.lastCheckedAt}
        />
        <PacksCard slug={slug} packs={packs} />
      </div>
    </>
  );
}
