"use client";

import { useActionState } from "react";
import { FormProblem } from "@/app/_components/form-problem";
import { SubmitButton } from "@/app/_components/submit-button";
import { decidePreviewAction } from "../../../actions";
import type { DecisionState } from "../../../schema";

interface DecisionFormProps {
  tenant: string;
  previewId: string;
  round: number;
  mayDecide: boolean;
  canImport: boolean;
  /** There are questions whose answers change what would happen. */
  canAnswer: boolean;
  summary: string;
  keptWords: string;
  /** The files, with their questions. */
  children: React.ReactNode;
}

/** The decision about an upload, always in sight: a plain form before its scripts have loaded and without them. */
export function DecisionForm(props: DecisionFormProps) {
  const { tenant, previewId, round, mayDecide, canImport, canAnswer, summary, keptWords, children } = props;
  const [problem, submit] = useActionState<DecisionState, FormData>(decidePreviewAction, null);
  return (
    <form action={submit} className="grid gap-4">
      <input type="hidden" name="tenant" value={tenant} />
      <input type="hidden" name="previewId" value={previewId} />
      <input type="hidden" name="round" value={round} />
      {/* What the Enter key in a field presses: never Import. */}
      {mayDecide && canAnswer && (
        <button type="submit" name="intent" value="answer" tabIndex={-1} className="sr-only" aria-hidden="true">
          Update preview
        </button>
      )}
      {children}
      {problem && <FormProblem message={problem.message} next={problem.next} />}
      <p className="text-muted">{keptWords}</p>
      <div className="sticky bottom-0 z-20 flex flex-wrap items-center justify-between gap-x-6 gap-y-3 rounded-lg border border-line bg-surface px-4 py-3 screen-only">
        <p className="min-w-0 grow basis-72" aria-live="polite">
          <span className="font-medium">{summary}</span>
          {!mayDecide && <span className="text-muted"> · Your role does not include importing.</span>}
        </p>
        {mayDecide && (
          <div className="flex flex-wrap gap-2 max-sm:*:px-2.5">
            <SubmitButton variant="secondary" name="intent" value="discard" formNoValidate>
              Discard
            </SubmitButton>
            {canAnswer && (
              <SubmitButton variant="secondary" name="intent" value="answer" formNoValidate>
                Update preview
              </SubmitButton>
            )}
            {canImport && (
              <SubmitButton name="intent" value="import">
                Import
              </SubmitButton>
            )}
          </div>
        )}
      </div>
    </form>
  );
}
