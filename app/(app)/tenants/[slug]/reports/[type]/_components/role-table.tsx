import { Table, Td, Th, Tr } from "@/app/_components/table";
import { DateTime } from "@/app/_components/time";
import { inertText } from "@/lib/readable/inert-text";
import type { RoleHolding } from "@/lib/reports/read-roles";

const kinds: Record<RoleHolding["kind"], string> = {
  person: "Person",
  group: "Group",
  application: "Application",
  unknown: "Not said",
};

const ways: Record<RoleHolding["how"], string> = {
  assigned: "Assigned",
  eligible: "Eligible",
  activated: "Activated",
  not_said: "Not said",
};

/** Who holds which role: now or to be activated, directly or through a group, and until when. */
export function RoleTable({ holdings }: { holdings: RoleHolding[] }) {
  return (
    <Table label="Roles and who holds them">
      <thead>
        <tr>
          <Th>Role</Th>
          <Th>Held by</Th>
          <Th className="max-lg:hidden">Kind</Th>
          <Th className="max-md:hidden">How</Th>
          <Th className="max-md:hidden">Until</Th>
          <Th className="max-lg:hidden">Scope</Th>
        </tr>
      </thead>
      <tbody>
        {holdings.map((holding, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a stored report does not change its order
          <Tr key={at}>
            <Td className="max-md:min-w-32 max-md:align-top [overflow-wrap:anywhere]">
              {holding.role === holdings[at - 1]?.role ? (
                <span className="text-muted">
                  <bdi>{inertText(holding.role, 200)}</bdi>
                </span>
              ) : (
                <bdi className="font-medium">{inertText(holding.role, 200)}</bdi>
              )}
            </Td>
            <Td className="max-md:w-full [overflow-wrap:anywhere]">
              <bdi>{inertText(holding.holder, 200)}</bdi>
              {holding.holderDetail && (
                <span className="block text-xs text-muted">
                  <bdi>{inertText(holding.holderDetail, 200)}</bdi>
                </span>
              )}
              <span className="block text-xs text-muted md:hidden">
                {howWords(holding)} · <Until until={holding.until} />
              </span>
            </Td>
            <Td className="text-muted max-lg:hidden">{kinds[holding.kind]}</Td>
            <Td className="whitespace-nowrap max-md:hidden">{howWords(holding)}</Td>
            <Td className="whitespace-nowrap text-muted max-md:hidden">
              <Until until={holding.until} />
            </Td>
            <Td className="text-muted [overflow-wrap:anywhere] max-lg:hidden">
              {holding.scope === "/" ? "Whole tenant" : <bdi>{inertText(holding.scope, 120)}</bdi>}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function howWords({ how, isThroughGroup }: RoleHolding): string {
  if (isThroughGroup === null) return ways[how];
  return `${ways[how]}, ${isThroughGroup ? "through a group" : "directly"}`;
}

function Until({ until }: { until: string | null }) {
  if (until === null) return "Not said";
  if (until === "permanent") return "Permanent";
  return Number.isNaN(Date.parse(until)) ? inertText(until, 40) : <DateTime at={until} />;
}
