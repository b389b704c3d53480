import type { Metadata } from "next";
import { Button } from "@/app/_components/button";
import { formatCount } from "@/app/_components/format";
import { PageHeader } from "@/app/_components/page-header";
import { FirstSteps } from "@/app/(app)/_components/first-steps";
import { FleetTenants } from "@/app/(app)/_components/fleet-tenants";
import { roleIncludes } from "@/lib/auth/capabilities";
import { requireActor } from "@/lib/auth/session";
import { listTenantSummaries, type TenantSummary } from "@/lib/overview/tenant-summaries";
import { listWorkspaces } from "@/lib/workspaces/workspaces";

export const metadata: Metadata = { title: "Tenants" };

/** The workspace's tenants: which has a pack, how old it is, and where there is work (ui.md, `/`). */
export default async function TenantsPage() {
  const actor = await requireActor();
  const [tenants, places] = await Promise.all([listTenantSummaries(actor, new Date()), listWorkspaces(actor)]);
  const canAdd = places.some(({ role }) => role !== null && roleIncludes(role, "tenant.manage"));
  const workspaces = new Set(tenants.map((tenant) => tenant.workspaceName));
  return (
    <>
      <PageHeader
        title="Tenants"
        description={tenants.length > 0 ? summarise(tenants, [...workspaces]) : undefined}
        actions={canAdd && tenants.length > 0 && <Button href="/tenants/new">Add a tenant</Button>}
      />
      {tenants.length === 0 ? <FirstSteps workspaces={places} /> : <FleetTenants tenants={tenants} />}
    </>
  );
}

function summarise(tenants: TenantSummary[], workspaces: string[]): string {
  const critical = tenants.filter((tenant) => tenant.openCritical > 0).length;
  const place = workspaces.length === 1 ? workspaces[0] : formatCount(workspaces.length, "workspace");
  const urgent = critical === 0 ? "none with open critical findings" : `${critical} with open critical findings`;
  return `${place} · ${formatCount(tenants.length, "tenant")}, ${urgent}`;
}
