import { Card } from "@/app/_components/card";
import { EmptyState } from "@/app/_components/empty-state";
import { formatNumber } from "@/app/_components/format";
import { Icon } from "@/app/_components/icon";
import { Table, Td, Th, Tr } from "@/app/_components/table";
import { inertText } from "@/lib/readable/inert-text";
import type { GrantedPermission, RoleAssignment } from "@/lib/review-packs/build/changes-facts";
import { type ChangedListView, shownMax } from "@/lib/review-packs/pack-changes";

const ways: Record<RoleAssignment["how"], string> = {
  assigned: "Assigned",
  eligible: "Eligible",
  activated: "Activated",
  not_said: "Not said",
};

/** Who got a role and who lost one. */
export function ChangedRoles({ list }: { list: ChangedListView<RoleAssignment> }) {
  return (
    <ChangedList list={list} label="Changed role assignments" heads={["Role", "Held by", "How"]}>
      {({ role, holder, holder_detail, how, scope }) => [
        inertText(role, 200),
        [holder, holder_detail]
          .filter(Boolean)
          .map((text) => inertText(text, 200))
          .join(" · "),
        `${ways[how]}${scope === "/" ? "" : `, ${inertText(scope, 120)}`}`,
      ]}
    </ChangedList>
  );
}

const consents: Record<GrantedPermission["consent"], string> = {
  everyone: "For everyone",
  person: "For one person",
  application: "For the application itself",
  member: "May use it",
};

/** What applications were granted and what was taken away. */
export function ChangedPermissions({ list }: { list: ChangedListView<GrantedPermission> }) {
  return (
    <ChangedList list={list} label="Changed permissions" heads={["Application", "Permission", "Consent"]}>
      {({ application, permission, resource, consent, who }) => [
        inertText(application, 200),
        `${inertText(permission, 120)} on ${inertText(resource, 120)}`,
        `${consents[consent]}${who === "" ? "" : `: ${inertText(who, 120)}`}`,
      ]}
    </ChangedList>
  );
}

function ChangedList<Row>({
  list: { note, added, removed },
  label,
  heads,
  children,
}: {
  list: ChangedListView<Row>;
  label: string;
  heads: [string, string, string];
  children: (row: Row) => [string, string, string];
}) {
  const rows = [
    ...added.map((row) => ({ isAdded: true, cells: children(row) })),
    ...removed.map((row) => ({ isAdded: false, cells: children(row) })),
  ];
  if (rows.length === 0) {
    return (
      <Card>
        <EmptyState icon="check" title="None" text={note || "Nothing was added or removed between the two packs."} />
      </Card>
    );
  }
  return (
    <>
      <Table label={label}>
        <thead>
          <tr>
            <Th>Change</Th>
            {heads.map((head, at) => (
              <Th key={head} className={at === 2 ? "max-md:hidden" : ""}>
                {head}
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ isAdded, cells }) => (
            <Tr key={`${isAdded} ${cells.join(" ")}`}>
              <Td className="whitespace-nowrap">
                <Icon name={isAdded ? "plus" : "minus"} className="mr-2 inline-block align-[-0.2em]" />
                {isAdded ? "Added" : "Removed"}
              </Td>
              {cells.map((cell, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the columns are fixed
                <Td key={at} className={`[overflow-wrap:anywhere] ${at === 2 ? "text-muted max-md:hidden" : ""}`}>
                  <bdi>{cell}</bdi>
                </Td>
              ))}
            </Tr>
          ))}
        </tbody>
      </Table>
      {note && <p className="mt-3 text-muted">{note}</p>}
      {Math.max(added.length, removed.length) >= shownMax && (
        <p className="mt-3 text-muted">
          The first {formatNumber(shownMax)} of each are shown. The whole list is in the pack's changes.json.
        </p>
      )}
    </>
  );
}
