import type { Metadata } from "next";
import { Button } from "@/app/_components/button";
import { EmptyState } from "@/app/_components/empty-state";
import { formatCount } from "@/app/_components/format";
import { RowLink, Table, Td, Th, Tr } from "@/app/_components/table";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { listWorkspaceTenants } from "@/lib/tenants/manage-tenants";
import { addressedWorkspace, SettingsFrame } from "../_components/settings-frame";
import { settingsPath } from "../paths";
import { readSettingsSearch } from "../schema";

export const metadata: Metadata = { title: "Tenants · Settings" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** The tenants of the workspace, each to be changed on its page. */
export default async function TenantSettingsPage({ searchParams }: Props) {
  const search = readSettingsSearch(await searchParams);
  const { access, tenants } = await orNotFound(listWorkspaceTenants(await requireActor(), search.workspace));
  const workspace = addressedWorkspace(access);
  const add = (
    <Button variant="primary" href={`/tenants/new${workspace ? `?workspace=${workspace}` : ""}`}>
      Add a tenant
    </Button>
  );
  return (
    <SettingsFrame
      access={access}
      tab="tenants"
      title="Tenants"
      description={`${access.workspace.name} · ${formatCount(tenants.length, "tenant")}`}
      search={search}
      actions={tenants.length > 0 && add}
    >
      {tenants.length === 0 ? (
        <EmptyState
          icon="building"
          title="No tenant yet."
          text="A tenant is one Microsoft 365 tenant that you look after: its evidence, its review packs."
          action={add}
        />
      ) : (
        <Table label="Tenants">
          <thead>
            <tr>
              <Th>Name</Th>
              <Th>Slug</Th>
              <Th className="max-md:hidden">Entra tenant id</Th>
              <Th className="max-sm:hidden">Time zone</Th>
            </tr>
          </thead>
          <tbody>
            {tenants.map(({ slug, name, entraTenantId, timeZone }) => (
              <Tr key={slug}>
                <Td>
                  <RowLink href={settingsPath("tenants", { workspace }, slug)}>{name}</RowLink>
                </Td>
                <Td className="text-muted">{slug}</Td>
                <Td className="font-mono text-xs text-muted max-md:hidden">{entraTenantId ?? "–"}</Td>
                <Td className="text-muted max-sm:hidden">{timeZone}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </SettingsFrame>
  );
}
