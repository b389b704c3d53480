"use client";

import { useActionState } from "react";
import { buttonClasses } from "@/app/_components/button-classes";
import { CopyButton } from "@/app/_components/copy-button";
import { SelectField, TextField } from "@/app/_components/field";
import { FormProblem } from "@/app/_components/form-problem";
import { BackLink } from "@/app/_components/link-dialog";
import { SubmitButton } from "@/app/_components/submit-button";
import { createShareLinkAction } from "../share/actions";
import type { ShareState } from "../share/schema";

export interface ShareFormProps {
  tenant: string;
  packId: string;
  /** For how long it may work: what is sent, and its words. */
  lengths: { value: string; label: string }[];
  /** The pack's page. */
  back: string;
}

/** Makes a share link; afterwards it shows its address, this once. The same on its page and in the dialog. */
export function ShareForm({ tenant, packId, lengths, back }: ShareFormProps) {
  const [state, send] = useActionState<ShareState, FormData>(createShareLinkAction, null);
  if (state && "url" in state) return <Made {...state} back={back} />;
  const typed = state?.typed;
  return (
    <form action={send} className="grid gap-5">
      <input type="hidden" name="tenant" value={tenant} />
      <input type="hidden" name="packId" value={packId} />
      <TextField
        key={`label ${typed?.label}`}
        name="label"
        label="For whom"
        required
        maxLength={120}
        autoComplete="off"
        placeholder="Example Audit, Jordan Lee"
        defaultValue={typed?.label ?? ""}
        hint="Whoever opens the link reads this."
      />
      <SelectField
        key={`lasts ${typed?.lasts}`}
        name="lasts"
        label="Works for"
        defaultValue={typed?.lasts ?? lengths[0]?.value}
      >
        {lengths.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </SelectField>
      <TextField
        name="passphrase"
        type="password"
        label="Passphrase, if you want one"
        minLength={12}
        maxLength={200}
        autoComplete="new-password"
        hint="At least 12 characters. Give it to them another way than the link."
      />
      <TextField
        key={`uses ${typed?.usesMax}`}
        name="usesMax"
        label="Downloads at most"
        inputMode="numeric"
        pattern="[0-9]*"
        autoComplete="off"
        defaultValue={typed?.usesMax ?? ""}
        hint="Empty: as often as they like. Opening the page counts as none."
      />
      {state && <FormProblem message={state.problem.message} next={state.problem.next} />}
      <div className="flex justify-end gap-2">
        <BackLink href={back}>Cancel</BackLink>
        <SubmitButton>Make the link</SubmitButton>
      </div>
    </form>
  );
}

function Made({ url, label, hasPassphrase, back }: Extract<ShareState, { url: string }> & { back: string }) {
  return (
    <div role="status" className="grid gap-4">
      <div>
        <p className="font-medium">The link for {label} is made.</p>
        <p className="text-muted">
          It is shown this once; we keep no copy of it.{" "}
          {hasPassphrase
            ? "Give them the passphrase another way than the link."
            : "Whoever has it can fetch the pack, so send it over a way you trust."}
        </p>
      </div>
      <p className="flex items-center gap-2 rounded-md bg-sunken px-3 py-2">
        <code data-share-link className="font-mono text-xs break-all select-all">
          {url}
        </code>
        <CopyButton value={url} label="Copy the share link" />
      </p>
      <div className="flex justify-end">
        <a href={back} className={buttonClasses("primary")}>
          Done
        </a>
      </div>
    </div>
  );
}
