import type { Metadata } from "next";
import { Button } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { getTenantAccess } from "@/lib/tenants/access";
import { GenerateOffer } from "../_components/generate-offer";
import { packsPath } from "../paths";

export const metadata: Metadata = { title: "Generate review pack" };

/** The Generate form on a page of its own: for browsers without scripts, and before they have loaded. */
export default async function GeneratePage({ params }: { params: Promise<{ slug: string }> }) {
  const { slug } = await params;
  const actor = await requireActor();
  const { tenant } = await orNotFound(getTenantAccess(actor, slug, "review_pack.manage"));
  return (
    <>
      <PageHeader title="Generate review pack" description={tenant.name} />
      <Card className="max-w-4xl p-5">
        <GenerateOffer actor={actor} slug={slug} cancel={<Button href={packsPath(slug)}>Cancel</Button>} />
      </Card>
    </>
  );
}
