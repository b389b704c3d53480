import type { Metadata } from "next";
import { PageHeader } from "@/app/_components/page-header";
import { SettingsForm } from "@/app/(app)/settings/_components/settings-form";
import { addTenantAction } from "@/app/(app)/settings/actions";
import { readSettingsSearch } from "@/app/(app)/settings/schema";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { timeZones } from "@/lib/tenants/manage-tenants";
import { getWorkspaceAccess } from "@/lib/workspaces/workspaces";

export const metadata: Metadata = { title: "Add a tenant" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** A tenant to look after. Only the name has to be known; the import comes next. */
export default async function NewTenantPage({ searchParams }: Props) {
  const { workspace } = readSettingsSearch(await searchParams);
  const access = await orNotFound(getWorkspaceAccess(await requireActor(), workspace, "tenant.manage"));
  const places = [access.workspace, ...access.others].map(({ slug, name }) => ({ value: slug, label: name }));
  const place = access.workspace.slug;
  return (
    <>
      <PageHeader
        title="Add a tenant"
        description="One Microsoft 365 tenant that you look after. Its evidence is imported next."
      />
      <SettingsForm
        action={addTenantAction}
        hidden={places.length > 1 ? {} : { workspace: place }}
        submit="Add the tenant"
        fields={[
          ...(places.length > 1 ? [{ name: "workspace", label: "Workspace", value: place, options: places }] : []),
          { name: "name", label: "Name", isRequired: true, hint: "As it stands on pages and in packs." },
          {
            name: "slug",
            label: "Slug",
            placeholder: "made from the name",
            hint: "Part of its addresses and commands: lower-case letters, digits, hyphens. It never changes.",
          },
          {
            name: "entraTenantId",
            label: "Entra tenant id",
            placeholder: "00000000-0000-0000-0000-000000000000",
            hint: "Optional. With it, another tenant's data is refused on import.",
          },
          {
            name: "timeZone",
            label: "Time zone",
            value: "UTC",
            options: timeZones().map((zone) => ({ value: zone, label: zone })),
          },
        ]}
      />
    </>
  );
}
