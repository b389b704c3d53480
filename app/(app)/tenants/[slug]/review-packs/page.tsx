import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { LiveRefresh } from "@/app/_components/live-refresh";
import { PageHeader } from "@/app/_components/page-header";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { countPacks, hashPrefix, listPacks, packPageRows } from "@/lib/review-packs/queries";
import { findSinceLastPack } from "@/lib/review-packs/since-last-pack";
import { getTenantAccess } from "@/lib/tenants/access";
import { ArrivalToast } from "./_components/arrival-toast";
import { GenerateButton } from "./_components/generate-button";
import { HashSearch } from "./_components/hash-search";
import { NoPacks } from "./_components/no-packs";
import { PackPager } from "./_components/pack-pager";
import { PackTable } from "./_components/pack-table";
import { filterStatuses, PackTabs } from "./_components/pack-tabs";
import { PacksLine } from "./_components/packs-line";
import { packsPath } from "./paths";
import { readSearch } from "./schema";

export const metadata: Metadata = { title: "Review packs" };

type Address = {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** The review packs of a tenant: filter by status, order by age, keyset pages, live while something is being made. */
export default async function ReviewPacksPage({ params, searchParams }: Address) {
  const { slug } = await params;
  const search = readSearch(await searchParams);
  const { status, hash, sort, cursor, newer } = search;
  const view = { status, hash, sort };
  const prefix = hash === undefined ? undefined : hashPrefix(hash);
  const actor = await requireActor();
  const access = await orNotFound(getTenantAccess(actor, slug, "review_pack.view"));
  const filter = { status: status && filterStatuses[status], order: sort, cursor, before: newer };
  const [counts, { packs, next }, since] = await Promise.all([
    countPacks(actor, slug),
    prefix === null ? { packs: [], next: null } : listPacks(actor, slug, { ...filter, hash: prefix }),
    findSinceLastPack(actor, slug, new Date()),
  ]);
  // The way back has reached the beginning: it has one address, the first page's.
  if (newer && packs.length < packPageRows) redirect(packsPath(slug, view));
  return (
    <>
      <LiveRefresh slug={slug} isActive={counts.queued + counts.generating > 0} />
      <ArrivalToast actor={actor} slug={slug} search={search} />
      <PageHeader
        title="Review packs"
        description={<PacksLine tenant={access.tenant} counts={counts} since={since} />}
        actions={<GenerateButton actor={actor} access={access} />}
      />
      <div className="mb-3 flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <PackTabs slug={slug} view={view} counts={counts} />
        <HashSearch slug={slug} view={view} />
      </div>
      {packs.length > 0 ? (
        <PackTable slug={slug} view={view} packs={packs} canManage={access.can("review_pack.manage")} />
      ) : (
        <NoPacks slug={slug} view={view} />
      )}
      <PackPager slug={slug} view={view} packs={packs} next={next} isFirst={!cursor && !newer} />
    </>
  );
}
