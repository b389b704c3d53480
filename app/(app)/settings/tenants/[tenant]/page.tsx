import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { sourcesPath } from "@/app/(app)/tenants/[slug]/sources/paths";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { listWorkspaceTenants, timeZones } from "@/lib/tenants/manage-tenants";
import { SettingsForm } from "../../_components/settings-form";
import { SettingsFrame } from "../../_components/settings-frame";
import { changeTenantAction } from "../../actions";
import { readSettingsSearch } from "../../schema";

export const metadata: Metadata = { title: "Tenant · Settings" };

type Props = {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** Name, Entra tenant id and time zone of a tenant. Its slug stays: links and scripts name it by that. */
export default async function TenantSettingPage({ params, searchParams }: Props) {
  const search = readSettingsSearch(await searchParams);
  const { tenant: slug } = await params;
  const { access, tenants } = await orNotFound(listWorkspaceTenants(await requireActor(), search.workspace));
  const tenant = tenants.find((known) => known.slug === slug);
  if (!tenant) notFound();
  return (
    <SettingsFrame access={access} tab="tenants" title={tenant.name} search={search}>
      <SettingsForm
        action={changeTenantAction}
        hidden={{ workspace: access.workspace.slug, tenant: slug }}
        submit="Save"
        fields={[
          {
            name: "name",
            label: "Name",
            value: tenant.name,
            isRequired: true,
            hint: "As it stands on pages and in packs.",
          },
          {
            name: "slug",
            label: "Slug",
            value: slug,
            isReadOnly: true,
            hint: "Part of the tenant's addresses and commands. It never changes.",
          },
          {
            name: "entraTenantId",
            label: "Entra tenant id",
            value: tenant.entraTenantId ?? "",
            placeholder: "00000000-0000-0000-0000-000000000000",
            hint: "Imports are checked against it: another tenant's data is refused.",
          },
          {
            name: "timeZone",
            label: "Time zone",
            value: tenant.timeZone,
            options: timeZones().map((zone) => ({ value: zone, label: zone })),
          },
        ]}
      />
      <p className="mt-8">
        <Link href={sourcesPath(slug)} className="text-link underline">
          Expected sources
        </Link>
        <span className="text-muted">: what its packs should hold, and how old that may be.</span>
      </p>
    </SettingsFrame>
  );
}
