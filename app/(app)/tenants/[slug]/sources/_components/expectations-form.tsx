"use client";

import { useActionState } from "react";
import { TextField } from "@/app/_components/field";
import { FormProblem } from "@/app/_components/form-problem";
import { SubmitButton } from "@/app/_components/submit-button";
import { Table, Td, Th, Tr } from "@/app/_components/table";
import { setExpectationsAction } from "../actions";
import type { ExpectationsState } from "../schema";

/** A source as the form shows it. */
export interface SourceField {
  source: string;
  label: string;
  isExpected: boolean;
  /** Null: as the default is. */
  staleAfterDays: number | null;
  /** How long ago it last looked, in words; null when it was never collected. */
  seen: string | null;
}

interface ExpectationsFormProps {
  tenant: string;
  staleAfterDays: number;
  sources: SourceField[];
  canChange: boolean;
}

/** Which sources are expected, and how old each may be. Without the capability the same, to be read. */
export function ExpectationsForm({ tenant, staleAfterDays, sources, canChange }: ExpectationsFormProps) {
  const [state, send] = useActionState<ExpectationsState, FormData>(setExpectationsAction, null);
  const typed = state?.values;
  const standard = typed?.staleAfterDays ?? String(staleAfterDays);
  return (
    <form action={send} className="grid gap-5">
      <input type="hidden" name="tenant" value={tenant} />
      {state && <FormProblem message={state.problem.message} next={state.problem.next} />}
      <fieldset disabled={!canChange} className="grid gap-5">
        <legend className="sr-only">Expected sources</legend>
        <TextField
          key={standard}
          name="staleAfterDays"
          label="Stale after, in days"
          hint="For each source without a number of its own."
          type="number"
          min={1}
          max={3650}
          required
          defaultValue={standard}
          className="max-w-52"
        />
        <Table label="Sources">
          <thead>
            <tr>
              <Th>Source</Th>
              <Th>Expected</Th>
              <Th>Stale after</Th>
              <Th className="max-sm:hidden">Last looked</Th>
            </tr>
          </thead>
          <tbody>
            {sources.map((field) => (
              <SourceRow key={field.source} field={field} typed={typed} standard={standard} />
            ))}
          </tbody>
        </Table>
      </fieldset>
      {canChange && (
        <div>
          <SubmitButton>Save</SubmitButton>
        </div>
      )}
    </form>
  );
}

function SourceRow({
  field: { source, label, isExpected, staleAfterDays, seen },
  typed,
  standard,
}: {
  field: SourceField;
  typed: Record<string, string> | undefined;
  standard: string;
}) {
  const days = typed ? (typed[`days:${source}`] ?? "") : String(staleAfterDays ?? "");
  const isTicked = typed ? `expected:${source}` in typed : isExpected;
  return (
    <Tr>
      <Td className="w-full">{label}</Td>
      <Td>
        <input
          key={String(isTicked)}
          type="checkbox"
          name={`expected:${source}`}
          defaultChecked={isTicked}
          aria-label={`${label} is expected`}
          className="size-4 accent-accent"
        />
      </Td>
      <Td>
        <span className="inline-flex items-center gap-2">
          <input
            key={days}
            type="number"
            min={1}
            max={3650}
            name={`days:${source}`}
            defaultValue={days}
            placeholder={standard}
            aria-label={`${label} is stale after so many days`}
            className="h-8 w-20 rounded-md border border-edge bg-surface px-2 text-ink placeholder:text-muted"
          />
          days
        </span>
      </Td>
      <Td className="whitespace-nowrap text-muted max-sm:hidden">{seen ?? "Never"}</Td>
    </Tr>
  );
}
