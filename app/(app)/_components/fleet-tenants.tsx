import { randomUUID } from "node:crypto";
import clsx from "clsx";
import { StatusBadge } from "@/app/_components/badge";
import { formatNumber } from "@/app/_components/format";
import { RowLink, Table, Td, Th, Tr } from "@/app/_components/table";
import { RelativeTime } from "@/app/_components/time";
import { ChooseAll, FleetForm } from "@/app/(app)/_components/fleet-form";
import { SourceFreshness } from "@/app/(app)/_components/source-freshness";
import type { TenantSummary } from "@/lib/overview/tenant-summaries";
import { defaultOptions } from "@/lib/review-packs/options";

/** The tenants of each workspace, to look at and, where the reader may, to choose for packs (ui.md, `/`). */
export function FleetTenants({ tenants }: { tenants: TenantSummary[] }) {
  const workspaces = [...new Map(tenants.map((tenant) => [tenant.workspaceSlug, tenant.workspaceName]))];
  return (
    <div className="grid gap-8">
      {workspaces.map(([slug, name]) => {
        const own = tenants.filter((tenant) => tenant.workspaceSlug === slug);
        const canManage = own.some((tenant) => tenant.canManagePacks);
        const table = (
          <TenantTable
            label={workspaces.length > 1 ? `Tenants of ${name}` : "Tenants"}
            tenants={own}
            canChoose={canManage}
          />
        );
        return (
          <section key={slug} className="grid gap-3">
            {workspaces.length > 1 && <h2>{name}</h2>}
            {canManage ? (
              <FleetForm idempotencyKey={randomUUID()} defaults={defaultOptions()}>
                {table}
              </FleetForm>
            ) : (
              table
            )}
          </section>
        );
      })}
    </div>
  );
}

function TenantTable({ label, tenants, canChoose }: { label: string; tenants: TenantSummary[]; canChoose: boolean }) {
  return (
    <Table label={label}>
      <thead>
        <tr>
          {canChoose && (
            <Th className="w-4 pr-0">
              <ChooseAll />
            </Th>
          )}
          <Th>Tenant</Th>
          <Th>Last review pack</Th>
          <Th end>Critical</Th>
          <Th end className="max-sm:hidden">
            High
          </Th>
          <Th end className="max-md:hidden">
            Since last pack
          </Th>
          <Th className="max-md:hidden">Sources</Th>
        </tr>
      </thead>
      <tbody>
        {tenants.map((tenant, at) => (
          <TenantRow
            key={tenant.slug}
            tenant={tenant}
            canChoose={canChoose}
            // The line below the last tenant is the table's own, also where the row on a phone is not there.
            line={at === tenants.length - 1 ? "border-b-0!" : "max-md:border-b-0"}
          />
        ))}
      </tbody>
    </Table>
  );
}

/** A tenant; on a phone its sources have a row of their own below it. */
function TenantRow({ tenant, canChoose, line }: { tenant: TenantSummary; canChoose: boolean; line: string }) {
  return (
    <>
      <TenantFacts tenant={tenant} canChoose={canChoose} line={line} />
      <Tr className="md:hidden">
        {canChoose && <Td className="pr-0" />}
        <Td colSpan={3} className="pt-0 text-muted">
          <SourceFreshness sources={tenant.sources} />
        </Td>
        <Td className="max-sm:hidden" />
      </Tr>
    </>
  );
}

function TenantFacts({ tenant, canChoose, line }: { tenant: TenantSummary; canChoose: boolean; line: string }) {
  const { slug, name, lastPack, openCritical, openHigh, openTrend, canManagePacks, sources } = tenant;
  return (
    <Tr>
      {canChoose && (
        <Td className={clsx("relative z-1 pr-0", line)}>
          <label className="-m-2 grid size-8 cursor-pointer place-items-center">
            <input
              type="checkbox"
              name="tenant"
              value={slug}
              disabled={!canManagePacks}
              aria-label={`Choose ${name}`}
              title={canManagePacks ? undefined : "Your role here does not include making packs."}
              className="size-4 accent-accent"
            />
          </label>
        </Td>
      )}
      <Td className={line}>
        <RowLink href={`/tenants/${slug}`}>{name}</RowLink>
      </Td>
      <Td className={line}>
        {lastPack ? (
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <StatusBadge domain="review_pack_status" value={lastPack.status} />
            <span className="text-muted">
              <RelativeTime at={lastPack.at} />
            </span>
          </span>
        ) : (
          <span className="text-muted">None yet</span>
        )}
      </Td>
      <Td end className={line}>
        <Count value={openCritical} />
      </Td>
      <Td end className={clsx("max-sm:hidden", line)}>
        <Count value={openHigh} />
      </Td>
      <Td end className={clsx("max-md:hidden", line)}>
        <Trend value={openTrend} />
      </Td>
      <Td className={clsx("text-muted max-md:hidden", line)}>
        <SourceFreshness sources={sources} />
      </Td>
    </Tr>
  );
}

function Count({ value }: { value: number }) {
  return <span className={value === 0 ? "text-muted" : "font-medium"}>{formatNumber(value)}</span>;
}

/** How the open critical and high findings have moved since the newest finished pack: sign and number, never colour alone. */
function Trend({ value }: { value: number | null }) {
  if (value === null) return <span className="text-muted">–</span>;
  const words = value === 0 ? "as many" : `${formatNumber(Math.abs(value))} ${value > 0 ? "more" : "fewer"}`;
  return (
    <span
      title={`Open critical and high findings: ${words} than in the last pack`}
      className={clsx("whitespace-nowrap", value === 0 ? "text-muted" : value > 0 ? "text-danger" : "text-success")}
    >
      {value === 0 ? "No change" : `${value > 0 ? "+" : "−"}${formatNumber(Math.abs(value))}`}
    </span>
  );
}
