import type { Metadata } from "next";
import { SeverityBadge, StatusBadge } from "@/app/_components/badge";
import { type Severity, severityCatalogue } from "@/app/_components/badge-catalogue";
import { Button } from "@/app/_components/button";
import { EmptyState } from "@/app/_components/empty-state";
import { PageHeader } from "@/app/_components/page-header";
import { RelativeTime } from "@/app/_components/time";
import { Notice } from "@/app/_components/toast";
import { ResultRow, Results } from "@/app/(app)/search/_components/results";
import { requireActor } from "@/lib/auth/session";
import { search, searchLengthMin } from "@/lib/search/search";

export const metadata: Metadata = { title: "Search" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Tenants, findings and operations that the reader may see. Review packs are found in their tenant (data-model.md). */
export default async function SearchPage({ searchParams }: Props) {
  const { q } = await searchParams;
  const text = typeof q === "string" ? q.slice(0, 200) : "";
  const actor = await requireActor();
  const found = await search(actor, text);
  const { tenants, operations, findings, isFindingsPartial } = found;
  const isNothing = tenants.length + operations.length + findings.length === 0;
  return (
    <div className="max-w-3xl">
      <PageHeader title="Search" />
      <search>
        <form action="/search" className="mb-8 flex gap-2">
          <input
            type="search"
            name="q"
            defaultValue={text}
            aria-label="Search text"
            placeholder="A tenant, a check, a resource, the number of an operation"
            className="h-9 w-full rounded-md border border-edge bg-surface px-3 placeholder:text-muted"
          />
          <Button type="submit" variant="primary">
            Search
          </Button>
        </form>
      </search>
      <div className="grid grid-cols-1 gap-6">
        {isFindingsPartial && (
          <Notice tone="warning" title="The findings were not searched to the end.">
            There are too many for so rare a text. Search for the name of a check, or open the tenant.
          </Notice>
        )}
        {isNothing && !isFindingsPartial && <Nothing text={text.trim()} />}
        <Results title="Tenants">
          {tenants.map(({ slug, name, workspaceName }) => (
            <ResultRow key={slug} href={`/tenants/${slug}`} title={name} detail={workspaceName} />
          ))}
        </Results>
        <Results title="Findings">
          {findings.map((finding) => (
            <ResultRow
              key={finding.id}
              href={`/tenants/${finding.tenant}/findings/${finding.id}`}
              title={finding.title}
              detail={[finding.tenantName, finding.checkId, finding.resourceName].filter(Boolean).join(" · ")}
              end={isSeverity(finding.severity) && <SeverityBadge value={finding.severity} />}
            />
          ))}
        </Results>
        <Results title="Operations">
          {operations.map(({ id, tenant, tenantName, label, outcome, createdAt }) => (
            <ResultRow
              key={id}
              href={`/tenants/${tenant}/operations/${id}`}
              title={`${label} #${id}`}
              detail={
                <>
                  {tenantName} · <RelativeTime at={createdAt} />
                </>
              }
              end={<StatusBadge domain="operation_outcome" value={outcome} />}
            />
          ))}
        </Results>
      </div>
    </div>
  );
}

function Nothing({ text }: { text: string }) {
  if (text.length < searchLengthMin) {
    return <EmptyState icon="search" title="What are you looking for?" text="Two characters are enough to begin." />;
  }
  return (
    <EmptyState
      icon="search"
      title={`Nothing was found for “${text}”.`}
      text="The name of a tenant, the title or id of a check, a resource, or the number of an operation can be found here."
      action={<Button href="/">Go to your tenants</Button>}
    />
  );
}

function isSeverity(text: string): text is Severity {
  return text in severityCatalogue;
}
