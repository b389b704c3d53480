import type { Metadata } from "next";
import Link from "next/link";
import { Button } from "@/app/_components/button";
import { buttonClasses } from "@/app/_components/button-classes";
import { EmptyState } from "@/app/_components/empty-state";
import { PageHeader } from "@/app/_components/page-header";
import { orNotFound } from "@/app/or-not-found";
import { browseAudit, listAuditChoices } from "@/lib/audit/browse";
import { requireActor } from "@/lib/auth/session";
import { AuditFilters } from "./_components/audit-filters";
import { AuditTable } from "./_components/audit-table";
import { CheckChain } from "./_components/check-chain";
import { auditPath, readAuditSearch } from "./schema";

export const metadata: Metadata = { title: "Audit" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** What was done in a workspace, by whom and from where, newest first (ui.md, /audit). */
export default async function AuditPage({ searchParams }: Props) {
  const search = readAuditSearch(await searchParams);
  const actor = await requireActor();
  const [{ place, events, next }, choices] = await orNotFound(
    Promise.all([browseAudit(actor, search, search), listAuditChoices(actor, search.workspace)]),
  );
  const { cursor, ...filter } = search;
  return (
    <>
      <PageHeader
        title="Audit"
        description={place.isWhole ? place.name : `${place.name}, the tenants whose audit you may see`}
        actions={
          // A plain link: it is a file, which a router would fetch for nothing.
          <a href={auditPath(filter, "/export")} download className={buttonClasses("secondary")}>
            Export as CSV
          </a>
        }
      />
      {place.isWhole && <CheckChain workspace={place.slug} />}
      <AuditFilters search={search} choices={choices} workspace={place.others.length > 0 ? place.slug : undefined} />
      {events.length > 0 ? (
        <AuditTable events={events} search={search} />
      ) : (
        <EmptyState
          icon="history"
          title="No such event."
          text="What people and TenantPilot do is written down here as it happens. Try fewer filters."
        />
      )}
      {(cursor || next) && (
        <nav aria-label="Pages" className="mt-4 flex justify-between gap-2 screen-only">
          {cursor ? <Button href={auditPath(filter)}>Newest</Button> : <span />}
          {next && <Button href={auditPath({ ...filter, cursor: next })}>Older</Button>}
        </nav>
      )}
      {place.others.length > 0 && (
        <p className="mt-8 text-muted screen-only">
          The audit of your other workspaces:{" "}
          {place.others.map(({ slug, name }, at) => (
            <span key={slug}>
              {at > 0 && ", "}
              <Link href={auditPath({ workspace: slug })} className="text-link hover:underline">
                {name}
              </Link>
            </span>
          ))}
        </p>
      )}
    </>
  );
}
