import type { Metadata } from "next";
import { cache } from "react";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { getTenant } from "@/lib/tenants/tenants";

type Props = { params: Promise<{ slug: string }> };

const readTenant = cache(async (slug: string) => orNotFound(getTenant(await requireActor(), slug, "tenant.view")));

/** The tab says which tenant it is: "Review packs · Contoso · TenantPilot". */
export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name } = await readTenant((await params).slug);
  return { title: { template: `%s · ${name} · TenantPilot`, default: name } };
}

/** Everything of one tenant. Somebody who is no member is told that it does not exist; each page asks again for itself. */
export default async function TenantLayout({ params, children }: Props & { children: React.ReactNode }) {
  await readTenant((await params).slug);
  return children;
}
