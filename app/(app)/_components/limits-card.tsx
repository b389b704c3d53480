import { Card, Fact, Facts } from "@/app/_components/card";
import { formatBytes, formatNumber } from "@/app/_components/format";
import type { Limits } from "@/lib/limits";

/** How much one person may do, on their account's page. */
export function OwnLimitsCard({ limits }: { limits: Limits }) {
  return (
    <Card title="Your limits">
      <Facts>
        <Fact name="Review packs that you start">{aMinute(limits.generations)}</Fact>
        <Fact name="Downloads that you begin">{aMinute(limits.downloads)}</Fact>
      </Facts>
      <Beyond />
    </Card>
  );
}

/** All limits together, on the settings' page. */
export function LimitsCard({ limits }: { limits: Limits }) {
  return (
    <Card title="Limits" className="mt-6">
      <Facts>
        <Fact name="Review packs that one person starts">{aMinute(limits.generations)}</Fact>
        <Fact name="Review packs of one tenant, whoever starts them">{aMinute(limits.tenantGenerations)}</Fact>
        <Fact name="Downloads that one person begins">{aMinute(limits.downloads)}</Fact>
        <Fact name="Requests of one API token">{aMinute(limits.apiRequests)}</Fact>
        <Fact name="Files that one address has verified">{aMinute(limits.verifications)}</Fact>
        <Fact name="Largest file to import">{formatBytes(limits.importBytes)}</Fact>
      </Facts>
      <Beyond />
    </Card>
  );
}

const aMinute = (count: number) => `${formatNumber(count)} a minute`;

function Beyond() {
  return (
    <p className="border-t border-line px-4 py-3 text-muted">
      As this TenantPilot is set up. Whoever goes beyond is told how long to wait.
    </p>
  );
}
