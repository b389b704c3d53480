import Link from "next/link";
import { formatNumber } from "@/app/_components/format";
import { SeverityBadge } from "@/app/_components/severity-badge";
import { Table, Td, Th, Tr } from "@/app/_components/table";
import { inertText } from "@/lib/readable/inert-text";
import type { AssessmentReading, CheckCounts } from "@/lib/reports/read-assessment";
import { findingsPath } from "../../../findings/paths";

/** What a tool checked: how often each check passed, failed, was accepted or could not be assessed. Failures lead to their findings. */
export function AssessmentTable({
  slug,
  assessment,
  checks,
}: {
  slug: string;
  assessment: AssessmentReading;
  checks: CheckCounts[];
}) {
  const { totals, tool } = assessment;
  const findings = (check: CheckCounts, status: "open" | "accepted") =>
    findingsPath(slug, { q: check.id.slice(0, 200), tool, ...(status === "accepted" ? { status } : {}) });
  return (
    <>
      <dl className="mb-4 grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-5">
        <Total name="Checks" value={totals.checks} />
        <Total name="Passed" value={totals.passed} />
        <Total name="Failed" value={totals.failed} />
        <Total name="Accepted" value={totals.accepted} />
        <Total name="Not assessed" value={totals.notAssessed} />
      </dl>
      <Table label="Checks">
        <thead>
          <tr>
            <Th className="max-md:hidden">Severity</Th>
            <Th>Check</Th>
            <Th end>Failed</Th>
            <Th end className="max-sm:hidden">
              Accepted
            </Th>
            <Th end>Passed</Th>
            <Th end className="max-sm:hidden">
              Not assessed
            </Th>
          </tr>
        </thead>
        <tbody>
          {checks.map((check, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a stored report does not change its order
            <Tr key={at}>
              <Td className="max-md:hidden">
                <SeverityBadge value={check.severity} />
              </Td>
              <Td className="w-full max-w-0 min-w-40">
                <bdi className="block truncate font-medium" title={inertText(check.title, 300)}>
                  {inertText(check.title || check.id, 300)}
                </bdi>
                <bdi className="block truncate text-xs text-muted">
                  {inertText(`${check.id} · ${check.scope}`, 200)}
                </bdi>
              </Td>
              <Td end>
                <Count value={check.failed} href={findings(check, "open")} />
              </Td>
              <Td end className="max-sm:hidden">
                <Count value={check.accepted} href={findings(check, "accepted")} />
              </Td>
              <Td end>
                <Count value={check.passed} />
              </Td>
              <Td end className="max-sm:hidden">
                <Count value={check.notAssessed} />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </>
  );
}

function Total({ name, value }: { name: string; value: number }) {
  return (
    <div className="bg-surface px-4 py-3">
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="text-xl tracking-tight">{formatNumber(value)}</dd>
    </div>
  );
}

function Count({ value, href }: { value: number; href?: string }) {
  if (value === 0) return <span className="text-muted">0</span>;
  if (!href) return formatNumber(value);
  return (
    <Link href={href} prefetch={false} className="text-link hover:underline">
      {formatNumber(value)}
    </Link>
  );
}
