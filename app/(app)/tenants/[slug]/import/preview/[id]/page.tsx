import type { Metadata } from "next";
import { StatusBadge } from "@/app/_components/badge";
import { formatCount } from "@/app/_components/format";
import { LiveRefresh } from "@/app/_components/live-refresh";
import { PageHeader } from "@/app/_components/page-header";
import { RelativeTime } from "@/app/_components/time";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { getPreview, type PreviewView } from "@/lib/imports/previews/queries";
import { getTenantAccess } from "@/lib/tenants/access";
import { StillMoving } from "../../_components/still-moving";
import { readImportSearch } from "../../schema";
import { PreviewBody } from "./_components/preview-body";

export const metadata: Metadata = { title: "Import preview" };

type Address = {
  params: Promise<{ slug: string; id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** What an upload holds and would do, with the decision; after that, how the imports go and what came of them. */
export default async function PreviewPage({ params, searchParams }: Address) {
  const { slug, id } = await params;
  const { again } = readImportSearch(await searchParams);
  const actor = await requireActor();
  const { tenant, can } = await orNotFound(getTenantAccess(actor, slug, "import.view"));
  const preview = await orNotFound(getPreview(actor, slug, id, new Date()));
  const isMoving = isStillMoving(preview);
  return (
    <>
      <LiveRefresh slug={slug} isActive={isMoving} />
      <StillMoving isMoving={isMoving} />
      <PageHeader
        title={preview.status === "confirmed" ? "Import" : "Import preview"}
        badge={preview.status !== "confirmed" && <StatusBadge domain="import_preview_status" value={preview.status} />}
        description={
          <>
            {tenant.name} · {formatCount(preview.files.length, "file")} · uploaded by{" "}
            {preview.createdByName || "somebody since deleted"}, <RelativeTime at={preview.createdAt} />
          </>
        }
      />
      <PreviewBody
        tenant={tenant}
        preview={preview}
        mayDecide={can("import.manage")}
        isReadAgain={again !== undefined}
      />
    </>
  );
}

function isStillMoving({ status, files }: PreviewView): boolean {
  if (status !== "confirmed") return status === "reading";
  return files.some((file) => file.import?.status === "queued" || file.import?.status === "running");
}
