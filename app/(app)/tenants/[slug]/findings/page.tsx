import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Button } from "@/app/_components/button";
import { LiveRefresh } from "@/app/_components/live-refresh";
import { PageHeader } from "@/app/_components/page-header";
import { Notice } from "@/app/_components/toast";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { countFindings, listFindings, listFindingTools } from "@/lib/findings/queries";
import { FindingFilters } from "./_components/finding-filters";
import { FindingTable } from "./_components/finding-table";
import { FindingTabs } from "./_components/finding-tabs";
import { findingsWords } from "./_components/findings-words";
import { NoFindings } from "./_components/no-findings";
import { findingsPath } from "./paths";
import { filterOf, readSearch } from "./schema";

export const metadata: Metadata = { title: "Findings" };

type Address = {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** The findings of a tenant: narrowed and ordered by the address, by keyset. */
export default async function FindingsPage({ params, searchParams }: Address) {
  const { slug } = await params;
  const view = readSearch(await searchParams);
  const actor = await requireActor();
  const [page, counts, tools] = await orNotFound(
    Promise.all([
      listFindings(actor, slug, filterOf(view, new Date())),
      countFindings(actor, slug),
      listFindingTools(actor, slug),
    ]),
  );
  const { cursor: _, newer, ...filter } = view;
  // The way back has reached the first page: it has one address.
  if (newer && page.previous === null && !page.isPartial) redirect(findingsPath(slug, filter));
  return (
    <>
      <LiveRefresh slug={slug} isActive={false} />
      <PageHeader title="Findings" description={findingsWords(counts)} />
      <FindingTabs slug={slug} view={filter} counts={counts} />
      <FindingFilters slug={slug} view={filter} tools={tools} />
      {page.isPartial && (
        <Notice tone="warning" title="The findings were not searched to the end.">
          There are too many for so rare a text. Choose a severity or a tool too, or search for the name of a check.
        </Notice>
      )}
      {page.findings.length > 0 && <FindingTable slug={slug} view={filter} findings={page.findings} />}
      {page.findings.length === 0 && !page.isPartial && <NoFindings slug={slug} view={view} counts={counts} />}
      {(page.previous || page.next) && (
        <nav aria-label="Pages" className="mt-4 flex justify-between gap-2 screen-only">
          {page.previous ? (
            <Button href={findingsPath(slug, { ...filter, newer: page.previous })}>Previous</Button>
          ) : (
            <span />
          )}
          {page.next && <Button href={findingsPath(slug, { ...filter, cursor: page.next })}>Next</Button>}
        </nav>
      )}
    </>
  );
}
