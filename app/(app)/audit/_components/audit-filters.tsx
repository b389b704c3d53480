import { Button } from "@/app/_components/button";
import { buttonClasses } from "@/app/_components/button-classes";
import { SelectField, TextField } from "@/app/_components/field";
import type { AuditChoices } from "@/lib/audit/browse";
import { type AuditSearch, auditPath } from "../schema";
import { actionWords } from "./action-words";

interface AuditFiltersProps {
  search: AuditSearch;
  choices: AuditChoices;
  /** The workspace in the address, if it stands there. */
  workspace: string | undefined;
}

const kinds = [
  { value: "operator", label: "The machine's operator" },
  { value: "system", label: "TenantPilot itself" },
  { value: "token", label: "API tokens" },
  { value: "link", label: "Links" },
  { value: "anonymous", label: "Somebody signed out" },
];

/** The filters, as a plain form: they end up in the address. */
export function AuditFilters({ search, choices, workspace }: AuditFiltersProps) {
  const { action, tenant, person, subject, from, to } = search;
  const isFiltered = [action, tenant, person, subject, from, to].some(Boolean);
  const groups = [...new Set(choices.actions.map((name) => name.split(".")[0] ?? name))];
  const people = [...choices.people.map(({ id, name }) => ({ value: id, label: name })), ...kinds];
  return (
    <form action="/audit" className="mb-4 grid gap-3 screen-only">
      {workspace && <input type="hidden" name="workspace" value={workspace} />}
      <div className="grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-6">
        <SelectField key={`a${action}`} label="Action" name="action" defaultValue={action ?? ""}>
          <option value="">All</option>
          {groups.map((group) => (
            <optgroup key={group} label={actionWords(group)}>
              <option value={group}>{actionWords(group)}: all</option>
              {choices.actions
                .filter((name) => name.startsWith(`${group}.`))
                .map((name) => (
                  <option key={name} value={name}>
                    {actionWords(name)}
                  </option>
                ))}
            </optgroup>
          ))}
          <Unlisted value={action} among={[...groups, ...choices.actions]} />
        </SelectField>
        <SelectField key={`t${tenant}`} label="Tenant" name="tenant" defaultValue={tenant ?? ""}>
          <option value="">All</option>
          {choices.tenants.map(({ slug, name }) => (
            <option key={slug} value={slug}>
              {name}
            </option>
          ))}
          <Unlisted value={tenant} among={choices.tenants.map(({ slug }) => slug)} />
        </SelectField>
        <SelectField key={`p${person}`} label="Person" name="person" defaultValue={person ?? ""}>
          <option value="">All</option>
          {people.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
          <Unlisted value={person} among={people.map(({ value }) => value)} />
        </SelectField>
        <TextField
          key={`s${subject}`}
          label="Subject"
          name="subject"
          defaultValue={subject}
          placeholder="review_pack:209"
          autoComplete="off"
        />
        <TextField key={`f${from}`} label="From" name="from" type="date" defaultValue={from} />
        <TextField key={`u${to}`} label="To" name="to" type="date" defaultValue={to} />
      </div>
      <div className="flex flex-wrap gap-2">
        <button type="submit" className={buttonClasses("secondary", "sm")}>
          Filter
        </button>
        {isFiltered && (
          <Button variant="ghost" size="sm" href={auditPath({ workspace })}>
            Show all
          </Button>
        )}
      </div>
    </form>
  );
}

/** A filter of the address that the list does not have (any more) stays chosen. */
function Unlisted({ value, among }: { value: string | undefined; among: string[] }) {
  return value && !among.includes(value) ? <option value={value}>{value}</option> : null;
}
