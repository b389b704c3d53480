import { StatusBadge } from "@/app/_components/badge";
import { Table, Td, Th, Tr } from "@/app/_components/table";
import { inertText } from "@/lib/readable/inert-text";
import type { PolicyReading } from "@/lib/reports/read-policies";

/** Conditional access policies: for whom and what each holds, and what it asks for. */
export function PolicyTable({ policies }: { policies: PolicyReading[] }) {
  return (
    <Table label="Conditional access policies">
      <thead>
        <tr>
          <Th>Policy</Th>
          <Th>State</Th>
          <Th className="max-md:hidden">For whom</Th>
          <Th className="max-lg:hidden">For what</Th>
          <Th className="max-md:hidden">Asks for</Th>
        </tr>
      </thead>
      <tbody>
        {policies.map(({ name, state, who, what, requires }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a stored report does not change its order
          <Tr key={at} className="align-top">
            <Td className="[overflow-wrap:anywhere]">
              <bdi className="font-medium">{inertText(name, 200) || "–"}</bdi>
              <span className="block text-xs text-muted md:hidden">
                {inertText(who, 200)} · {inertText(requires, 200)}
              </span>
            </Td>
            <Td>
              <StatusBadge domain="policy_state" value={state} />
            </Td>
            <Td className="text-muted max-md:hidden">{inertText(who, 200)}</Td>
            <Td className="text-muted max-lg:hidden">{inertText(what, 200)}</Td>
            <Td className="max-md:hidden">{inertText(requires, 200)}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
