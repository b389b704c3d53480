import type { Metadata } from "next";
import { Button } from "@/app/_components/button";
import { PageHeader } from "@/app/_components/page-header";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { notFound } from "@/lib/errors";
import { changesSummaryFrom } from "@/lib/review-packs/changes-summary";
import {
  listChangedFindings,
  listChangedFindingsSince,
  listChangedPermissions,
  listChangedRoles,
} from "@/lib/review-packs/pack-changes";
import { getPack, type PackView } from "@/lib/review-packs/queries";
import { packPath } from "../../paths";
import { findingChangeKinds, readChangesSearch } from "../../schema";
import { ChangeTabs } from "./_components/change-tabs";
import { ChangedFindings } from "./_components/changed-findings";
import { ChangedPermissions, ChangedRoles } from "./_components/changed-lists";

export const metadata: Metadata = { title: "What changed" };

type Address = {
  params: Promise<{ slug: string; id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** What is behind the numbers of "Since the previous pack", and with `until` of "Since the last review pack": one list per kind of change. */
export default async function PackChangesPage({ params, searchParams }: Address) {
  const { slug, id } = await params;
  const search = readChangesSearch(await searchParams);
  const { kind, page, until } = search;
  const actor = await requireActor();
  const pack = await orNotFound(getPack(actor, slug, id));
  if (until) {
    const asked = { kind: findingChangeKinds.find((one) => one === kind) ?? "new", page };
    const list = await orNotFound(listChangedFindingsSince(actor, slug, pack.id, asked));
    return (
      <>
        <Header pack={pack} word="since" description={`${pack.tenantName} · up to now`} />
        <ChangeTabs slug={slug} packId={pack.id} kind={asked.kind} until={until} />
        <ChangedFindings slug={slug} packId={pack.id} view={{ ...asked, until }} list={list} />
      </>
    );
  }
  const changes = await orNotFound(getChanges(pack));
  return (
    <>
      <Header
        pack={pack}
        word="with"
        description={`${pack.tenantName} · compared with review pack #${changes.previous.pack_id}`}
      />
      <ChangeTabs slug={slug} packId={pack.id} kind={kind} totals={changes.totals} />
      {kind === "roles" ? (
        <ChangedRoles list={await orNotFound(listChangedRoles(actor, slug, pack.id))} />
      ) : kind === "permissions" ? (
        <ChangedPermissions list={await orNotFound(listChangedPermissions(actor, slug, pack.id))} />
      ) : (
        <ChangedFindings
          slug={slug}
          packId={pack.id}
          view={{ kind, page }}
          list={await orNotFound(listChangedFindings(actor, slug, pack.id, { kind, page }))}
        />
      )}
    </>
  );
}

function Header({ pack, word, description }: { pack: PackView; word: "with" | "since"; description: string }) {
  return (
    <PageHeader
      title={`What changed ${word} review pack #${pack.id}`}
      description={description}
      actions={<Button href={packPath(pack.tenant, pack.id)}>Open the pack</Button>}
    />
  );
}

async function getChanges(pack: PackView) {
  const changes = changesSummaryFrom(pack.summary);
  if (!changes?.previous) throw notFound(`What changed with review pack #${pack.id}`);
  return { ...changes, previous: changes.previous };
}
