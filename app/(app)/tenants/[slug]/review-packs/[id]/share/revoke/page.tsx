import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { getPack } from "@/lib/review-packs/queries";
import { listShareLinks } from "@/lib/share-links/list";
import { getTenant } from "@/lib/tenants/tenants";
import { RevokeForm, revokeTitle } from "../../_components/share-links";

export const metadata: Metadata = { title: "Revoke share link" };

type Props = {
  params: Promise<{ slug: string; id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** The question before a share link is revoked, on a page of its own. */
export default async function RevokePage({ params, searchParams }: Props) {
  const { slug, id } = await params;
  const { link: linkId } = await searchParams;
  const actor = await requireActor();
  await orNotFound(getTenant(actor, slug, "review_pack.manage"));
  const [pack, links] = await orNotFound(
    Promise.all([getPack(actor, slug, id), listShareLinks(actor, slug, id, new Date())]),
  );
  const link = links.find((candidate) => candidate.id === linkId);
  if (!link) notFound();
  return (
    <>
      <PageHeader title={revokeTitle(link)} description={pack.tenantName} />
      <Card className="max-w-xl p-5">
        <RevokeForm pack={pack} link={link} />
      </Card>
    </>
  );
}
