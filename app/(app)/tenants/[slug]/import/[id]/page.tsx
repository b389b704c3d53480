import type { Metadata } from "next";
import { StatusBadge } from "@/app/_components/badge";
import { Card } from "@/app/_components/card";
import { LiveRefresh } from "@/app/_components/live-refresh";
import { PageHeader } from "@/app/_components/page-header";
import { RelativeTime } from "@/app/_components/time";
import { Notice } from "@/app/_components/toast";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { type ImportChangeKind, importChangeKinds, listImportChanges } from "@/lib/imports/import-changes";
import { getImport, type ImportView } from "@/lib/imports/queries";
import { inertText } from "@/lib/readable/inert-text";
import { getTenantAccess } from "@/lib/tenants/access";
import { importWords } from "../_components/import-words";
import { ReadingBar } from "../_components/reading-bar";
import { StillMoving } from "../_components/still-moving";
import { readImportSearch } from "../schema";
import { ChangeList } from "./_components/change-list";
import { ImportFacts } from "./_components/import-facts";

type Address = {
  params: Promise<{ slug: string; id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: Address): Promise<Metadata> {
  return { title: `Import #${(await params).id.slice(0, 20)}` };
}

/** One import: what it was, how it goes, and the findings that it changed. */
export default async function ImportResultPage({ params, searchParams }: Address) {
  const { slug, id } = await params;
  const { show, cursor } = readImportSearch(await searchParams);
  const actor = await requireActor();
  const { tenant, can } = await orNotFound(getTenantAccess(actor, slug, "import.view"));
  const view = await orNotFound(getImport(actor, slug, id));
  const isMoving = view.status === "queued" || view.status === "running";
  const kind = show ?? firstKind(view);
  const changes =
    view.status === "completed" ? await listImportChanges(actor, slug, { importId: view.id, kind, cursor }) : null;
  return (
    <>
      <LiveRefresh slug={slug} isActive={isMoving} />
      <StillMoving isMoving={isMoving} />
      <PageHeader
        title={`Import #${view.id}`}
        badge={<StatusBadge domain="import_status" value={view.status} />}
        description={
          <>
            {tenant.name} · <bdi>{inertText(view.fileName, 200)}</bdi> ·{" "}
            <RelativeTime at={view.completedAt ?? view.createdAt} />
          </>
        }
      />
      {view.status === "failed" && (
        <div className="mb-6">
          <Notice tone="danger" title="Nothing of it was imported.">
            {inertText(importWords(view), 1_800)}
          </Notice>
        </div>
      )}
      {isMoving && (
        <Card className="mb-6 px-4 py-4">
          <ReadingBar
            readBytes={Number(view.readBytes)}
            bytes={Number(view.fileBytes)}
            label={view.status === "queued" ? "Waiting for its turn" : "Reading the file"}
          />
        </Card>
      )}
      <div className="grid gap-6 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)] lg:items-start">
        {changes && <ChangeList slug={slug} view={view} kind={kind} page={changes} />}
        <ImportFacts slug={slug} view={view} canDownload={can("import.manage")} now={new Date()} />
      </div>
    </>
  );
}

/** The first kind that there is any of. */
function firstKind({ counts }: ImportView): ImportChangeKind {
  return importChangeKinds.find((kind) => counts[kind] > 0) ?? "created";
}
