import { Table, Td, Th, Tr } from "@/app/_components/table";
import { DateTime } from "@/app/_components/time";
import { inertText } from "@/lib/readable/inert-text";
import type { Credential, PermissionGrant } from "@/lib/reports/read-permissions";

const consents: Record<PermissionGrant["consent"], string> = {
  everyone: "Everybody, by an administrator",
  person: "One person",
  application: "The application itself",
  member: "May use the application",
  requested: "Asked for, not granted",
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
              <Credentials of={grant.credentials ?? []} />
              <span className="block text-xs text-muted md:hidden">{consents[grant.consent]}</span>
            </Td>
            <Td className="min-w-40">
              <Permissions names={grant.permissions} risky={grant.risky ?? []} />
            </Td>
            <Td className="min-w-28 text-muted break-words max-lg:hidden">
              <Named name={grant.resource} />
            </Td>
            <Td className="max-md:hidden">{consents[grant.consent]}</Td>
            <Td className="min-w-28 text-muted break-words max-lg:hidden">
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

const credentialKinds: Record<Credential["kind"], string> = {
  certificate: "Certificate",
  secret: "Secret",
  federation: "Federation",
};

/** What an application signs in with, and until when. */
function Credentials({ of }: { of: Credential[] }) {
  if (of.length === 0) return null;
  return (
    <ul className="text-xs text-muted">
      {of.slice(0, permissionsMax).map(({ kind, name, until }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a stored report does not change its order
        <li key={at}>
          {credentialKinds[kind]} <bdi>{inertText(name, 80)}</bdi>
          {until !== null && (
            <>, until {Number.isNaN(Date.parse(until)) ? inertText(until, 40) : <DateTime at={until} />}</>
          )}
        </li>
      ))}
      {of.length > permissionsMax && <li>{of.length - permissionsMax} more</li>}
    </ul>
  );
}

function Permissions({ names, risky }: { names: string[]; risky: string[] }) {
  return (
    <ul className="flex flex-wrap gap-x-2 gap-y-1">
      {names.slice(0, permissionsMax).map((name, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a stored report does not change its order
        <li key={at} className="rounded-sm bg-sunken px-1.5 text-xs [overflow-wrap:anywhere]">
          <bdi>{inertText(name, 100)}</bdi>
          {risky.includes(name) && <span className="text-muted"> · risky</span>}
        </li>
      ))}
      {names.length > permissionsMax && <li className="text-xs text-muted">{names.length - permissionsMax} more</li>}
      {names.length === 0 && <li className="text-muted">None</li>}
    </ul>
  );
}
