"use client";

import { useActionState } from "react";
import { buttonClasses } from "@/app/_components/button-classes";
import { CopyButton } from "@/app/_components/copy-button";
import { CheckboxField, SelectField, TextField } from "@/app/_components/field";
import { FormProblem } from "@/app/_components/form-problem";
import { SubmitButton } from "@/app/_components/submit-button";
import { tokenCapabilities } from "@/lib/auth/capabilities";
import { TenantScope } from "../../_components/tenant-scope";
import { createTokenAction } from "../actions";
import type { CreateTokenState } from "../schema";
import { capabilityWords, lifetimes } from "../token-words";

interface TokenFormProps {
  workspace: string;
  tenants: { slug: string; name: string }[];
  back: string;
}

type Refused = Extract<CreateTokenState, { problem: object }> | null;

/** Makes a token; afterwards it shows the token, this once. */
export function TokenForm({ workspace, tenants, back }: TokenFormProps) {
  const [state, send] = useActionState<CreateTokenState, FormData>(createTokenAction, null);
  if (state && "token" in state) return <Made {...state} back={back} />;
  return (
    <form action={send} className="grid max-w-xl gap-6">
      <input type="hidden" name="workspace" value={workspace} />
      {/* New defaults count for fields that are made anew. */}
      <TokenFields key={JSON.stringify(state)} tenants={tenants} refused={state} />
      {state && <FormProblem message={state.problem.message} next={state.problem.next} />}
      <div className="flex gap-2">
        <SubmitButton>Make the token</SubmitButton>
        <a href={back} className={buttonClasses("secondary")}>
          Cancel
        </a>
      </div>
    </form>
  );
}

function TokenFields({ tenants, refused }: { tenants: TokenFormProps["tenants"]; refused: Refused }) {
  const typed = refused?.values;
  return (
    <>
      <TextField
        name="name"
        label="Name"
        hint="What it is for, so that you know it again."
        placeholder="Nightly scan"
        defaultValue={typed?.name}
        required
        autoComplete="off"
      />
      <fieldset className="grid gap-3">
        <legend className="mb-1.5 font-medium">What it may do</legend>
        {tokenCapabilities.map((capability) => (
          <CheckboxField
            key={capability}
            name="capability"
            value={capability}
            label={capabilityWords[capability].label}
            hint={capabilityWords[capability].means}
            defaultChecked={refused?.capabilities.includes(capability)}
          />
        ))}
      </fieldset>
      <TenantScope legend="Where" tenants={tenants} scope={typed?.scope ?? "all"} chosen={refused?.tenants ?? []} />
      <SelectField name="days" label="Ends after" defaultValue={typed?.days ?? "90"}>
        {lifetimes.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </SelectField>
    </>
  );
}

function Made({ token, name, back }: { token: string; name: string; back: string }) {
  return (
    <div role="status" className="grid max-w-xl gap-4 rounded-lg border border-line bg-surface p-5">
      <div>
        <p className="font-medium">The token {name} is made.</p>
        <p className="text-muted">Copy it to where it is used. It is shown this once and stored as a hash only.</p>
      </div>
      <p className="flex items-center gap-2 rounded-md bg-sunken px-3 py-2">
        <code className="font-mono break-all">{token}</code>
        <CopyButton value={token} label="Copy the token" />
      </p>
      <div>
        <a href={back} className={buttonClasses("primary")}>
          Back to the API tokens
        </a>
      </div>
    </div>
  );
}
