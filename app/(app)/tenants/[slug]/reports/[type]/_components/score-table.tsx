import { Card } from "@/app/_components/card";
import { formatNumber } from "@/app/_components/format";
import { Table, Td, Th, Tr } from "@/app/_components/table";
import { inertText } from "@/lib/readable/inert-text";
import type { SecureScoreReading } from "@/lib/reports/read-secure-score";

/** Microsoft's Secure Score: how much of it is reached, beside others, and the controls that would raise it most. */
export function ScoreTable({
  score: { current, max, compared },
  controls,
}: {
  score: SecureScoreReading;
  controls: SecureScoreReading["controls"];
}) {
  const percent = max > 0 ? (100 * current) / max : 0;
  return (
    <div className="grid gap-6">
      <Card className="grid gap-3 p-4">
        <p className="flex flex-wrap items-baseline gap-x-3">
          <span className="text-2xl font-medium tabular-nums">{formatNumber(Math.round(percent))} %</span>
          <span className="text-muted tabular-nums">
            {points(current)} of {points(max)} points
          </span>
        </p>
        <dl className="grid gap-3 sm:grid-cols-[auto_minmax(0,1fr)]">
          <Bar name="This tenant" percent={percent} className="fill-accent" />
          {compared.map(({ basis, percent: average }) => (
            <Bar
              key={basis}
              name={`Average of others (${inertText(basis, 60)})`}
              percent={average}
              className="fill-edge"
            />
          ))}
        </dl>
      </Card>
      {controls.length > 0 && (
        <Table label="Controls">
          <thead>
            <tr>
              <Th>Control</Th>
              <Th className="max-md:hidden">Category</Th>
              <Th end>Points</Th>
              <Th end className="max-sm:hidden">
                Still to reach
              </Th>
            </tr>
          </thead>
          <tbody>
            {controls.map(({ name, category, score, max: most }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a stored report does not change its order
              <Tr key={at}>
                <Td className="[overflow-wrap:anywhere]">
                  <bdi>{inertText(name, 200) || "–"}</bdi>
                </Td>
                <Td className="text-muted max-md:hidden">{inertText(category, 60) || "–"}</Td>
                <Td end className="tabular-nums">
                  {points(score)}
                  {most !== null && <span className="text-muted"> of {points(most)}</span>}
                </Td>
                <Td end className="tabular-nums max-sm:hidden">
                  {most === null ? "–" : points(Math.max(0, most - score))}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </div>
  );
}

/** Points may be parts of one. */
const points = (value: number) => String(Math.round(value * 10) / 10);

/** A share, drawn and as a number. */
function Bar({ name, percent, className }: { name: string; percent: number; className: string }) {
  return (
    <div className="grid gap-x-4 gap-y-1 sm:col-span-2 sm:grid-cols-subgrid sm:items-center">
      <dt className="text-muted">{name}</dt>
      <dd className="flex items-center gap-3">
        <svg
          viewBox="0 0 100 2"
          preserveAspectRatio="none"
          aria-hidden="true"
          className="h-2 w-full min-w-0 rounded-full bg-sunken"
        >
          <rect width={Math.min(100, Math.max(0, percent))} height="2" className={className} />
        </svg>
        <span className="w-12 shrink-0 text-right tabular-nums">{formatNumber(Math.round(percent))} %</span>
      </dd>
    </div>
  );
}
