import { RadioChoice } from "./radio-choice";

/** All tenants, or chosen ones: fields "scope" and "tenant". The list appears with "Chosen ones" by CSS alone. */
export function TenantScope({
  legend,
  tenants,
  scope,
  chosen,
}: {
  legend: string;
  tenants: { slug: string; name: string }[];
  /** What was sent before: "all" at first. */
  scope: string;
  chosen: string[];
}) {
  return (
    <fieldset className="group/scope grid gap-2">
      <legend className="mb-1.5 font-medium">{legend}</legend>
      <RadioChoice name="scope" value="all" label="All, also those that are added later" isChosen={scope === "all"} />
      <RadioChoice name="scope" value="chosen" label="Chosen ones" isChosen={scope === "chosen"} />
      <div className="hidden max-h-64 gap-2 overflow-y-auto rounded-md border border-line p-3 group-has-[input[value=chosen]:checked]/scope:grid sm:grid-cols-2">
        {tenants.map(({ slug, name }) => (
          <label key={slug} className="flex items-center gap-2">
            <input
              type="checkbox"
              name="tenant"
              value={slug}
              defaultChecked={chosen.includes(slug)}
              className="size-4 shrink-0 accent-accent"
            />
            {name}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
