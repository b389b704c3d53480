import { Table, Td, Th, Tr } from "@/app/_components/table";
import { inertText } from "@/lib/readable/inert-text";
import type { PermissionGrant } from "@/lib/reports/read-permissions";

const consents: Record<PermissionGrant["consent"], string> = {
  everyone: "Everybody, by an administrator",
  person: "One person",
  application: "The application itself",
  member: "May use the application",
};

const permissionsMax = 60;

/** Which application may do what, for whom. */
export function PermissionTable({ grants }: { grants: PermissionGrant[] }) {
  return (
    <Table label="Applications and their permissions">
      <thead>
        <tr>
          <Th>Application</Th>
          <Th>Permissions</Th>
          <Th className="max-lg:hidden">On</Th>
          <Th className="max-md:hidden">Consent</Th>
          <Th className="max-lg:hidden">Who</Th>
        </tr>
      </thead>
      <tbody>
        {grants.map((grant, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a stored report does not change its order
          <Tr key={at}>
            <Td className="[overflow-wrap:anywhere]">
              <Named name={grant.application} id={grant.applicationId} />
              <span className="block text-xs text-muted md:hidden">{consents[grant.consent]}</span>
            </Td>
            <Td className="min-w-40">
              <Permissions names={grant.permissions} />
            </Td>
            <Td className="[overflow-wrap:anywhere] text-muted max-lg:hidden">
              <Named name={grant.resource} />
            </Td>
            <Td className="max-md:hidden">{consents[grant.consent]}</Td>
            <Td className="[overflow-wrap:anywhere] text-muted max-lg:hidden">
              {grant.who ? <Named name={grant.who} /> : grant.consent === "everyone" ? "Everybody" : "–"}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

const isId = (text: string) => /^[0-9a-f-]{36}$/i.test(text);

/** A name; an id in mono, because that is all the file knows. */
function Named({ name, id }: { name: string; id?: string }) {
  return (
    <bdi
      className={isId(name) ? "font-mono text-xs" : undefined}
      title={id && id !== name ? inertText(id, 80) : undefined}
    >
      {inertText(name, 200) || "–"}
    </bdi>
  );
}

function Permissions({ names }: { names: string[] }) {
  return (
    <ul className="flex flex-wrap gap-x-2 gap-y-1">
      {names.slice(0, permissionsMax).map((name, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a stored report does not change its order
        <li key={at} className="rounded-sm bg-sunken px-1.5 text-xs [overflow-wrap:anywhere]">
          <bdi>{inertText(name, 100)}</bdi>
        </li>
      ))}
      {names.length > permissionsMax && <li className="text-xs text-muted">{names.length - permissionsMax} more</li>}
      {names.length === 0 && <li className="text-muted">None</li>}
    </ul>
  );
}
