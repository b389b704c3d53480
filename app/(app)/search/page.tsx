import type { Metadata } from "next";
import { StatusBadge } from "@/app/_components/badge";
import { Button } from "@/app/_components/button";
import { EmptyState } from "@/app/_components/empty-state";
import { PageHeader } from "@/app/_components/page-header";
import { SeverityBadge } from "@/app/_components/severity-badge";
import { Notice } from "@/app/_components/toast";
import { ResultRow, Results } from "@/app/(app)/search/_components/results";
import { findEntries, type SearchAnswer } from "@/app/(app)/search/entries";
import { requireActor } from "@/lib/auth/session";
import { AppError } from "@/lib/errors";
import { searchLengthMin } from "@/lib/search/search";

export const metadata: Metadata = { title: "Search" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const entriesOfKind = 20;

/** What the palette finds, as a page of its own: tenants, findings, reports and operations that the reader may see. */
export default async function SearchPage({ searchParams }: Props) {
  const { q } = await searchParams;
  const text = typeof q === "string" ? q.trim().slice(0, 200) : "";
  const actor = await requireActor();
  const answer = await findEntries(actor, { text, here: undefined, limit: entriesOfKind }, new Date()).catch(tooOften);
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
      {"problem" in answer ? <Notice tone="warning">{answer.problem}</Notice> : <Answer answer={answer} text={text} />}
    </div>
  );
}

function Answer({ answer: { groups, isFindingsPartial }, text }: { answer: SearchAnswer; text: string }) {
  return (
    <div className="grid grid-cols-1 gap-6">
      {isFindingsPartial && (
        <Notice tone="warning" title="The findings were not searched to the end.">
          Too many have this text. Open a tenant to search in it, or search for more of the text.
        </Notice>
      )}
      {groups.length === 0 && !isFindingsPartial && <Nothing text={text} />}
      {groups.map(({ label, entries }) => (
        <Results key={label} title={label}>
          {entries
            .filter(({ theme }) => !theme)
            .map(({ href, title, detail, severity, outcome }) => (
              <ResultRow
                key={`${href}${title}`}
                href={href}
                title={title}
                detail={detail}
                wanted={text}
                end={
                  (severity && <SeverityBadge value={severity} />) ??
                  (outcome && <StatusBadge domain="operation_outcome" value={outcome} />)
                }
              />
            ))}
        </Results>
      ))}
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
      text="The name of a tenant, the title or id of a check, a resource, a report, or the number of an operation can be found here."
      action={<Button href="/">Go to your tenants</Button>}
    />
  );
}

/** Asked too often: the page says so in its own words. */
function tooOften(error: unknown): { problem: string } {
  if (error instanceof AppError && error.code === "rate_limited") {
    return { problem: [error.message, error.next].filter(Boolean).join(" ") };
  }
  throw error;
}
