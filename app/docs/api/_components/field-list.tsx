import type { FieldWords } from "../schema-words";

/** Names with what they are, one below the other. `isAsked`: it matters which of them have to be there. */
export function FieldList({
  fields,
  isAsked = false,
}: {
  fields: (FieldWords & { place?: string })[];
  isAsked?: boolean;
}) {
  return (
    <dl className="divide-y divide-line">
      {fields.map(({ name, type, description, isRequired, place }) => (
        <div key={name} className="grid gap-x-4 py-1.5 sm:grid-cols-[12rem_1fr]">
          <dt className="wrap-anywhere">
            <code className="font-mono text-xs">{name}</code>
            {place && <span className="text-xs text-muted"> in the {place}</span>}
          </dt>
          <dd className="min-w-0 text-muted">
            {type}
            {isAsked && isRequired && ", needed"}
            {description && <span className="text-ink">. {description}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
