import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { LiveRefresh } from "@/app/_components/live-refresh";
import { PageHeader } from "@/app/_components/page-header";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { countPacks, listPacks, packPageRows } from "@/lib/review-packs/queries";
import { getTenantAccess } from "@/lib/tenants/access";
import { ArrivalToast } from "./_components/arrival-toast";
import { GenerateButton } from "./_components/generate-button";
import { NoPacks } from "./_components/no-packs";
import { PackPager } from "./_components/pack-pager";
import { PackTable } from "./_components/pack-table";
import { filterStatuses, PackTabs } from "./_components/pack-tabs";
import { packsWords } from "./_components/packs-words";
import { packsPath } from "./paths";
import { readSearch } from "./schema";

export const metadata: Metadata = { title: "Review packs" };

type Address = {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** The review packs of a tenant: filter by status, keyset pages, live while something is being made. */
export default async function ReviewPacksPage({ params, searchParams }: Address) {
  const { slug } = await params;
  const search = readSearch(await searchParams);
  const { status, cursor, newer } = search;
  const actor = await requireActor();
  const access = await orNotFound(getTenantAccess(actor, slug, "review_pack.view"));
  const [counts, { packs, next }, [newest]] = await Promise.all([
    countPacks(actor, slug),
    listPacks(actor, slug, { status: status && filterStatuses[status], cursor, newerThan: newer }),
    listPacks(actor, slug, { status: "ready", limit: 1 }).then((page) => page.packs),
  ]);
  // The way back has reached the newest packs: they have one address, the first page's.
  if (newer && packs.length < packPageRows) redirect(packsPath(slug, status ? { status } : {}));
  return (
    <>
      <LiveRefresh slug={slug} isActive={counts.queued + counts.generating > 0} />
      <ArrivalToast actor={actor} slug={slug} search={search} />
      <PageHeader
        title="Review packs"
        description={packsWords(access.tenant.name, counts, newest ?? null)}
        actions={<GenerateButton actor={actor} access={access} />}
      />
      <PackTabs slug={slug} current={status} counts={counts} />
      {packs.length > 0 ? (
        <PackTable slug={slug} packs={packs} canManage={access.can("review_pack.manage")} />
      ) : (
        <NoPacks slug={slug} filter={status} />
      )}
      <PackPager slug={slug} status={status} packs={packs} next={next} isFirst={!cursor && !newer} />
    </>
  );
}
