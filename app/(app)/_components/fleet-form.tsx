"use client";

import { useActionState, useEffect, useRef, useState } from "react";
import { FormProblem } from "@/app/_components/form-problem";
import { SubmitButton } from "@/app/_components/submit-button";
import { requestFleetAction } from "@/app/(app)/fleet/actions";
import type { FleetState } from "@/app/(app)/fleet/schema";
import type { PackOptions } from "@/lib/review-packs/status";

interface FleetFormProps {
  /** Made by the server each time the form is shown: the same form sent twice asks once. */
  idempotencyKey: string;
  /** What is ticked at first. */
  defaults: PackOptions;
  /** The table with a checkbox "tenant" in each row. */
  children: React.ReactNode;
}

/**
 * The tenants as a form: choose some, generate packs for all. The bar appears with the first choice by CSS alone, so it
 * works without scripts; with them it also counts.
 */
export function FleetForm({ idempotencyKey, defaults, children }: FleetFormProps) {
  const [state, action] = useActionState<FleetState, FormData>(requestFleetAction, null);
  const [key] = useState(idempotencyKey);
  const [count, setCount] = useState(0);
  const form = useRef<HTMLFormElement>(null);
  const recount = () => setCount(boxesOf(form.current).filter((box) => box.checked).length);

  useEffect(() => {
    // React empties a form after its action; refused, the choice has to stay.
    for (const box of boxesOf(form.current)) if (state?.tenants.includes(box.value)) box.checked = true;
    setCount(boxesOf(form.current).filter((box) => box.checked).length);
  }, [state]);

  return (
    <form ref={form} action={action} onChange={recount} className="group/fleet grid gap-4">
      <input type="hidden" name="idempotencyKey" value={key} />
      {state && <FormProblem message={state.problem.message} next={state.problem.next} />}
      {children}
      <div className="sticky bottom-4 z-20 hidden flex-wrap items-center gap-x-5 gap-y-3 rounded-lg border border-line bg-surface px-4 py-3 shadow-lg shadow-scrim/20 group-has-[tbody_input:checked]/fleet:flex screen-only">
        <p className="font-medium" aria-live="polite">
          {count === 0 ? "Chosen tenants" : count === 1 ? "1 tenant chosen" : `${count} tenants chosen`}
        </p>
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            name="includePii"
            defaultChecked={defaults.includePii}
            className="size-4 accent-accent"
          />
          Include people's data
        </label>
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            name="includeOperations"
            defaultChecked={defaults.includeOperations}
            className="size-4 accent-accent"
          />
          Include operations
        </label>
        <SubmitButton className="ml-auto max-sm:w-full">Generate review packs</SubmitButton>
      </div>
    </form>
  );
}

/** In the table's head: chooses all or none. It needs scripts, and is not there before they have loaded. */
export function ChooseAll() {
  const [isReady, setIsReady] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => setIsReady(true), []);
  useEffect(() => {
    const form = box.current?.form;
    const show = (event: Event) => {
      if (event.target === box.current) return;
      const boxes = boxesOf(form);
      const chosen = boxes.filter((one) => one.checked).length;
      if (!box.current) return;
      box.current.checked = chosen > 0 && chosen === boxes.length;
      box.current.indeterminate = chosen > 0 && chosen < boxes.length;
    };
    form?.addEventListener("change", show);
    return () => form?.removeEventListener("change", show);
  }, []);
  return (
    <input
      ref={box}
      type="checkbox"
      aria-label="Choose all tenants"
      className={`size-4 align-middle accent-accent ${isReady ? "" : "invisible"}`}
      onChange={(event) => {
        for (const one of boxesOf(event.currentTarget.form)) one.checked = event.currentTarget.checked;
      }}
    />
  );
}

function boxesOf(form: HTMLFormElement | null | undefined): HTMLInputElement[] {
  return [...(form?.querySelectorAll<HTMLInputElement>('tbody input[name="tenant"]:enabled') ?? [])];
}
