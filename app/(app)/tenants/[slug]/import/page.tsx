import type { Metadata } from "next";
import { Button } from "@/app/_components/button";
import { LiveRefresh } from "@/app/_components/live-refresh";
import { PageHeader } from "@/app/_components/page-header";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { env } from "@/lib/env";
import { getGraphStanding } from "@/lib/graph/queries";
import { listOpenPreviews } from "@/lib/imports/previews/queries";
import { listImports } from "@/lib/imports/queries";
import { getTenantAccess } from "@/lib/tenants/access";
import { DiscardedToast } from "./_components/discarded-toast";
import { GraphCard } from "./_components/graph-card";
import { ImportForm } from "./_components/import-form";
import { ImportTable } from "./_components/import-table";
import { OpenPreviews } from "./_components/open-previews";
import { importsPath } from "./paths";
import { readImportSearch } from "./schema";

export const metadata: Metadata = { title: "Import" };

type Address = {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** Brings evidence in, and shows what came in before; live while something is being read. */
export default async function ImportPage({ params, searchParams }: Address) {
  const { slug } = await params;
  const search = readImportSearch(await searchParams);
  const actor = await requireActor();
  const { tenant, can } = await orNotFound(getTenantAccess(actor, slug, "import.view"));
  const now = new Date();
  const [{ imports, next }, previews, standing] = await orNotFound(
    Promise.all([
      listImports(actor, slug, search.cursor ? { cursor: search.cursor } : {}),
      listOpenPreviews(actor, slug, now),
      getGraphStanding(actor, slug, now),
    ]),
  );
  const isActive =
    imports.some(({ status }) => status === "queued" || status === "running") ||
    previews.some(({ status }) => status === "reading") ||
    standing.lastFetch?.outcome === "pending";
  return (
    <>
      <LiveRefresh slug={slug} isActive={isActive} />
      <DiscardedToast search={search} />
      <PageHeader title="Import" description={`${tenant.name} · findings and reports out of the tools that you run`} />
      <ImportForm slug={slug} isAllowed={can("import.manage")} bytesMax={env().TENANTPILOT_IMPORT_BYTES_MAX} />
      <GraphCard standing={standing} canFetch={can("import.manage")} canConnect={can("tenant.manage")} />
      <OpenPreviews slug={slug} previews={previews} />
      <ImportTable slug={slug} imports={imports} />
      {(search.cursor || next) && (
        <nav aria-label="Pages" className="mt-4 flex justify-between gap-2 screen-only">
          {search.cursor ? <Button href={importsPath(slug)}>Newest</Button> : <span />}
          {next && <Button href={`${importsPath(slug)}?cursor=${next}`}>Older</Button>}
        </nav>
      )}
    </>
  );
}
