import type { Metadata } from "next";
import { FadingToast } from "@/app/_components/fading-toast";
import { formatRelative } from "@/app/_components/format";
import { PageHeader } from "@/app/_components/page-header";
import { Toast } from "@/app/_components/toast";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { getExpectedSources } from "@/lib/sources/manage-expectations";
import { ExpectationsForm } from "./_components/expectations-form";

export const metadata: Metadata = { title: "Expected sources" };

type Address = {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

const freshMs = 60_000;

/** What a pack of this tenant is expected to hold, and how old it may be: coverage, preview and overview go by it. */
export default async function SourcesPage({ params, searchParams }: Address) {
  const { slug } = await params;
  const now = new Date();
  const { tenant, canChange, staleAfterDays, sources } = await orNotFound(
    getExpectedSources(await requireActor(), slug),
  );
  const savedAt = Number((await searchParams).saved);
  return (
    <>
      {now.getTime() - savedAt < freshMs && (
        <FadingToast key={savedAt} drop={["saved"]}>
          <Toast tone="success" text="Expected sources saved" detail="The next pack is judged by them." />
        </FadingToast>
      )}
      <PageHeader
        title="Expected sources"
        description={`What packs of ${tenant.name} should hold. What is missing or too old is named on the overview, before a pack is generated, and in its coverage.`}
      />
      {!canChange && <p className="mb-4 text-muted">Your role does not include changing this.</p>}
      <ExpectationsForm
        tenant={slug}
        staleAfterDays={staleAfterDays}
        canChange={canChange}
        sources={sources.map(({ source, label, isExpected, staleAfterDays: own, isCollected, capturedAt }) => ({
          source,
          label,
          isExpected,
          staleAfterDays: own,
          seen: capturedAt ? formatRelative(capturedAt, now) : isCollected ? "Not known" : null,
        }))}
      />
    </>
  );
}
