import type { Metadata } from "next";
import { Button } from "@/app/_components/button";
import { formatNumber } from "@/app/_components/format";
import { PageHeader } from "@/app/_components/page-header";
import { TabLink } from "@/app/_components/tab-link";
import { orNotFound } from "@/app/or-not-found";
import type { Actor } from "@/lib/auth/actor";
import { requireActor } from "@/lib/auth/session";
import { notFound } from "@/lib/errors";
import { type ChangesSummary, changesSummaryFrom } from "@/lib/review-packs/changes-summary";
import { listChangedFindings, listChangedPermissions, listChangedRoles } from "@/lib/review-packs/pack-changes";
import { getPack } from "@/lib/review-packs/queries";
import { changeWords } from "../../_components/change-words";
import { changesPath, packPath } from "../../paths";
import { type PackChangeKind, packChangeKinds, readChangesSearch } from "../../schema";
import { ChangedFindings } from "./_components/changed-findings";
import { ChangedPermissions, ChangedRoles } from "./_components/changed-lists";

export const metadata: Metadata = { title: "What changed" };

type Address = {
  params: Promise<{ slug: string; id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** What is behind the numbers of "Since the previous pack": one list per kind of change. */
export default async function PackChangesPage({ params, searchParams }: Address) {
  const { slug, id } = await params;
  const { kind, page } = readChangesSearch(await searchParams);
  const actor = await requireActor();
  const { pack, changes } = await orNotFound(getChanges(actor, slug, id));
  return (
    <>
      <PageHeader
        title={`What changed with review pack #${pack.id}`}
        description={`${pack.tenantName} · compared with review pack #${changes.previous.pack_id}`}
        actions={<Button href={packPath(slug, pack.id)}>Back to the pack</Button>}
      />
      <nav aria-label="Kinds of change" className="-mx-1 mb-3 flex flex-wrap gap-1 p-1 screen-only">
        {packChangeKinds.map((one) => (
          <TabLink
            key={one}
            href={changesPath(slug, pack.id, one)}
            label={changeWords[one].short}
            count={formatNumber(countOf(changes.totals, one))}
            isCurrent={one === kind}
          />
        ))}
      </nav>
      <p className="mb-3 text-muted">{changeWords[kind].what}.</p>
      {kind === "roles" ? (
        <ChangedRoles list={await orNotFound(listChangedRoles(actor, slug, pack.id))} />
      ) : kind === "permissions" ? (
        <ChangedPermissions list={await orNotFound(listChangedPermissions(actor, slug, pack.id))} />
      ) : (
        <ChangedFindings
          slug={slug}
          packId={pack.id}
          kind={kind}
          page={page}
          list={await orNotFound(listChangedFindings(actor, slug, pack.id, { kind, page }))}
        />
      )}
    </>
  );
}

async function getChanges(actor: Actor, slug: string, id: string) {
  const pack = await getPack(actor, slug, id);
  const changes = changesSummaryFrom(pack.summary);
  if (!changes?.previous) throw notFound(`What changed with review pack #${pack.id}`);
  return { pack, changes: { ...changes, previous: changes.previous } };
}

function countOf(totals: ChangesSummary["totals"], kind: PackChangeKind): number {
  if (kind === "roles") return totals.role_assignments.added + totals.role_assignments.removed;
  if (kind === "permissions") return totals.permissions.added + totals.permissions.removed;
  return totals.findings[kind];
}
