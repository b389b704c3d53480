import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Button } from "@/app/_components/button";
import { LiveRefresh } from "@/app/_components/live-refresh";
import { PageHeader } from "@/app/_components/page-header";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { listOperations, operationPageRows } from "@/lib/operations/queries";
import { NoOperations } from "./_components/no-operations";
import { OperationFilters } from "./_components/operation-filters";
import { OperationTable } from "./_components/operation-table";
import { operationsPath } from "./paths";
import { filterOf, readSearch } from "./schema";

export const metadata: Metadata = { title: "Operations" };

type Props = {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** What was done with the tenant: each run, how it ended, who asked for it; narrowed by the address, by keyset. */
export default async function OperationsPage({ params, searchParams }: Props) {
  const { slug } = await params;
  const { cursor, newer, ...view } = readSearch(await searchParams);
  const actor = await requireActor();
  const { operations, next } = await orNotFound(listOperations(actor, slug, filterOf({ ...view, cursor, newer })));
  // The way back has reached the beginning: it has one address, the first page's.
  if (newer && operations.length < operationPageRows) redirect(operationsPath(slug, view));
  const isFirst = !cursor && !newer;
  const [first] = operations;
  const [back, on] = view.sort === "oldest" ? ["Older", "Newer"] : ["Newer", "Older"];
  return (
    <>
      <LiveRefresh slug={slug} isActive={operations.some(({ outcome }) => outcome === "pending")} />
      <PageHeader title="Operations" description="Imports and review packs of this tenant." />
      <OperationFilters slug={slug} view={view} />
      {operations.length > 0 ? (
        <OperationTable slug={slug} view={view} operations={operations} />
      ) : (
        <NoOperations slug={slug} view={view} isFirst={isFirst} />
      )}
      {(!isFirst || next) && (
        <nav aria-label="Pages" className="mt-4 flex justify-between gap-2 screen-only">
          {isFirst ? (
            <span />
          ) : (
            <Button href={operationsPath(slug, { ...view, ...(first ? { newer: first.id } : {}) })}>{back}</Button>
          )}
          {next && <Button href={operationsPath(slug, { ...view, cursor: next })}>{on}</Button>}
        </nav>
      )}
    </>
  );
}
