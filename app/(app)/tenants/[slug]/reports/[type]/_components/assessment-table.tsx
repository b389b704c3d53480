import Link from "next/link";
import { formatNumber } from "@/app/_components/format";
import { SeverityBadge } from "@/app/_components/severity-badge";
import { RowLink, Table, Td, Th, Tr } from "@/app/_components/table";
import { inertText } from "@/lib/readable/inert-text";
import type { AssessmentReading, CheckCounts } from "@/lib/reports/read-assessment";
import { findingsPath } from "../../../findings/paths";

/**
 * What a tool checked: how often each check passed, failed, was accepted or could not be assessed. A row opens the findings of
 * its failures, or else those that were accepted; one that only passed has none.
 */
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
            <CheckRow key={at} slug={slug} tool={tool} check={check} />
          ))}
        </tbody>
      </Table>
    </>
  );
}

function CheckRow({ slug, tool, check }: { slug: string; tool: string; check: CheckCounts }) {
  const { id, title, scope, severity, failed, accepted, passed, notAssessed } = check;
  const findings = (status?: "accepted") => findingsPath(slug, { q: id.slice(0, 200), tool, status });
  const behind = failed > 0 ? findings() : accepted > 0 ? findings("accepted") : null;
  const name = <bdi title={inertText(title, 300)}>{inertText(title || id, 300)}</bdi>;
  return (
    <Tr>
      <Td className="max-md:hidden">
        <SeverityBadge value={severity} />
      </Td>
      <Td className="w-full max-w-0 min-w-40">
        {behind ? (
          <RowLink href={behind} className="block truncate">
            {name}
          </RowLink>
        ) : (
          <span className="block truncate font-medium">{name}</span>
        )}
        <bdi className="block truncate text-xs text-muted">{inertText(`${id} · ${scope}`, 200)}</bdi>
      </Td>
      <Td end>
        <Count value={failed} />
      </Td>
      <Td end className="max-sm:hidden">
        <Count value={accepted} href={failed > 0 ? findings("accepted") : undefined} />
      </Td>
      <Td end>
        <Count value={passed} />
      </Td>
      <Td end className="max-sm:hidden">
        <Count value={notAssessed} />
      </Td>
    </Tr>
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

/** With `href` a link of its own, above the row's. */
function Count({ value, href }: { value: number; href?: string | undefined }) {
  if (value === 0) return <span className="text-muted">0</span>;
  if (!href) return formatNumber(value);
  return (
    <Link href={href} prefetch={false} className="relative z-1 text-link hover:underline">
      {formatNumber(value)}
    </Link>
  );
}
