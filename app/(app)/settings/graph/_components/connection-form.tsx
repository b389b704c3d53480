"use client";

import { useActionState } from "react";
import { SelectField, TextField } from "@/app/_components/field";
import { FormProblem } from "@/app/_components/form-problem";
import { SubmitButton } from "@/app/_components/submit-button";
import { TextAreaField } from "@/app/_components/text-area-field";
import { RadioChoice } from "../../_components/radio-choice";
import { Hidden } from "../../_components/settings-form";
import type { FormState } from "../../schema";
import { connectGraphAction } from "../actions";

interface ConnectionFormProps {
  /** Sent along and not shown. */
  hidden: { workspace: string; tenant: string };
  /** How it is connected now; empty fields for a tenant that is not. */
  now: { clientId: string; fetchEvery: string; hasCredential: boolean };
  rhythms: { value: string; label: string }[];
}

/** Application, credential and rhythm of a connection. A credential that was entered stands in no page again. */
export function ConnectionForm({ hidden, now, rhythms }: ConnectionFormProps) {
  const [state, send] = useActionState<FormState, FormData>(connectGraphAction, null);
  const typed = state?.values;
  return (
    <form action={send} className="grid max-w-xl gap-6">
      <Hidden values={hidden} />
      {/* New defaults count for fields that are made anew. */}
      <div key={JSON.stringify(typed)} className="grid gap-6">
        <TextField
          name="clientId"
          label="Application (client) ID"
          hint="From the application's overview in Entra."
          placeholder="00000000-0000-0000-0000-000000000000"
          defaultValue={typed?.clientId ?? now.clientId}
          required
          autoComplete="off"
          spellCheck={false}
        />
        <CredentialFields
          chosen={typed?.credential ?? (now.hasCredential ? "keep" : "secret")}
          secretEnds={typed?.secretEnds ?? ""}
          hasCredential={now.hasCredential}
        />
        <SelectField name="fetchEvery" label="Fetch" defaultValue={typed?.fetchEvery ?? now.fetchEvery}>
          {rhythms.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </SelectField>
      </div>
      {state && <FormProblem message={state.problem.message} next={state.problem.next} />}
      <div>
        <SubmitButton>{now.hasCredential ? "Save and fetch" : "Connect and fetch"}</SubmitButton>
      </div>
    </form>
  );
}

interface CredentialFieldsProps {
  chosen: string;
  secretEnds: string;
  hasCredential: boolean;
}

/** Secret or certificate: the fields of the one that is chosen appear by CSS alone. */
function CredentialFields({ chosen, secretEnds, hasCredential }: CredentialFieldsProps) {
  return (
    <fieldset className="group/credential grid gap-3">
      <legend className="mb-1.5 font-medium">Signs in with</legend>
      {hasCredential && (
        <RadioChoice
          name="credential"
          value="keep"
          label="The credential that is stored"
          isChosen={chosen === "keep"}
        />
      )}
      <RadioChoice name="credential" value="secret" label="A client secret" isChosen={chosen === "secret"} />
      <div className="hidden gap-4 pl-6 group-has-[input[value=secret]:checked]/credential:grid">
        <TextField
          name="secret"
          type="password"
          label="Secret value"
          hint="The column Value in Entra. It is encrypted before it is stored, and shown to nobody."
          autoComplete="off"
        />
        <TextField
          name="secretEnds"
          type="date"
          label="Ends on"
          hint="Owners are told two weeks before. Leave it empty if you do not know."
          defaultValue={secretEnds}
        />
      </div>
      <RadioChoice name="credential" value="certificate" label="A certificate" isChosen={chosen === "certificate"} />
      <div className="hidden pl-6 group-has-[input[value=certificate]:checked]/credential:grid">
        <TextAreaField
          name="pem"
          label="Certificate and private key"
          hint="Both as PEM, one after the other. The key is encrypted before it is stored, and shown to nobody."
          placeholder={"-----BEGIN CERTIFICATE-----\n…\n-----BEGIN PRIVATE KEY-----\n…"}
          rows={8}
          autoComplete="off"
          spellCheck={false}
        />
      </div>
    </fieldset>
  );
}
