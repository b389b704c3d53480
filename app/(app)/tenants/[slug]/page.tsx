import type { Metadata } from "next";
import { Button } from "@/app/_components/button";
import { LiveRefresh } from "@/app/_components/live-refresh";
import { PageHeader } from "@/app/_components/page-header";
import { StepsToFirstPack } from "@/app/(app)/_components/first-steps";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { hardeningChecklist } from "@/lib/overview/hardening";
import { getTenantOverview } from "@/lib/overview/tenant-overview";
import { listPacks } from "@/lib/review-packs/queries";
import { findSinceLastPack } from "@/lib/review-packs/since-last-pack";
import { getTenantAccess, type TenantAccess } from "@/lib/tenants/access";
import { getTenant } from "@/lib/tenants/tenants";
import { HardeningCard } from "./_components/hardening-card";
import { OverviewFacts } from "./_components/overview-facts";
import { PacksCard } from "./_components/packs-card";
import { SeverityCard } from "./_components/severity-card";
import { SinceCard } from "./_components/since-card";
import { SourcesCard } from "./_components/sources-card";
import { TrendCard } from "./_components/trend-card";
import { packsPath } from "./review-packs/paths";

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
  const [overview, { packs }, since, access] = await orNotFound(
    Promise.all([
      getTenantOverview(actor, slug, now),
      listPacks(actor, slug, { limit: 5 }),
      findSinceLastPack(actor, slug, now),
      getTenantAccess(actor, slug, "tenant.view"),
    ]),
  );
  if (overview.sources.length === 0 && packs.length === 0) return <NothingYet access={access} />;
  const isMoving = packs.some(({ status }) => status === "queued" || status === "generating");
  return (
    <>
      <LiveRefresh slug={slug} isActive={isMoving} />
      <PageHeader
        title="Overview"
        description={overview.tenant.name}
        actions={
          <>
            {access.can("import.manage") && <Button href={`/tenants/${slug}/import`}>Import</Button>}
            {access.can("review_pack.manage") && (
              // A link to its page: the dialog's preview counts everything, which a glance at the overview should not wait for.
              <Button variant="primary" href={`${packsPath(slug)}/generate`}>
                Generate review pack
              </Button>
            )}
          </>
        }
      />
      <OverviewFacts slug={slug} overview={overview} newest={packs[0]} />
      <div className="grid grid-cols-1 gap-6 lg:grid-cols-2">
        <SeverityCard slug={slug} counts={overview.counts} />
        <TrendCard slug={slug} trend={overview.trend} />
        {since && <SinceCard slug={slug} since={since} />}
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

/** A tenant that nothing was imported into: one next step instead of empty charts. */
function NothingYet({ access }: { access: TenantAccess }) {
  const { slug, name } = access.tenant;
  return (
    <>
      <PageHeader title="Overview" description={name} />
      <StepsToFirstPack at={2} done={`Nothing has been imported into ${name} yet.`}>
        {access.can("import.manage") ? (
          <Button variant="primary" href={`/tenants/${slug}/import`}>
            Import
          </Button>
        ) : (
          <p>Ask an operator, a manager or an owner to import a scan. Its findings then appear here.</p>
        )}
      </StepsToFirstPack>
    </>
  );
}
