import type { Metadata } from "next";
import { Button } from "@/app/_components/button";
import { LiveRefresh } from "@/app/_components/live-refresh";
import { PageHeader } from "@/app/_components/page-header";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { env } from "@/lib/env";
import { listImports } from "@/lib/imports/queries";
import { getTenantAccess } from "@/lib/tenants/access";
import { ImportForm } from "./_components/import-form";
import { ImportTable } from "./_components/import-table";
import { UploadToast } from "./_components/upload-toast";
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
  const { imports, next } = await orNotFound(listImports(actor, slug, search.cursor ? { cursor: search.cursor } : {}));
  const isActive = imports.some(({ status }) => status === "queued" || status === "running");
  return (
    <>
      <LiveRefresh slug={slug} isActive={isActive} />
      <UploadToast search={search} />
      <PageHeader title="Import" description={`${tenant.name} · findings and reports out of the tools that you run`} />
      <ImportForm slug={slug} isAllowed={can("import.manage")} bytesMax={env().TENANTPILOT_IMPORT_BYTES_MAX} />
      <ImportTable imports={imports} />
      {(search.cursor || next) && (
        <nav aria-label="Pages" className="mt-4 flex justify-between gap-2 screen-only">
          {search.cursor ? <Button href={`/tenants/${slug}/import`}>Newest</Button> : <span />}
          {next && <Button href={`/tenants/${slug}/import?cursor=${next}`}>Older</Button>}
        </nav>
      )}
    </>
  );
}
