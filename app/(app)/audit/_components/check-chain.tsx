"use client";

import { useActionState } from "react";
import { Glyph } from "@/app/_components/glyph";
import { SubmitButton } from "@/app/_components/submit-button";
import { checkChainAction } from "../actions";
import type { CheckState } from "../schema";

/** "Chain verified up to #214": computed when asked for, from every event of the workspace. */
export function CheckChain({ workspace }: { workspace: string }) {
  const [state, send] = useActionState<CheckState, FormData>(checkChainAction, null);
  return (
    <form action={send} className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-2 screen-only">
      <input type="hidden" name="workspace" value={workspace} />
      <SubmitButton variant="secondary" size="sm">
        Verify the chain
      </SubmitButton>
      <div role="status" className="flex min-w-0 items-center gap-2">
        {state ? (
          <Verdict state={state} />
        ) : (
          <span className="text-muted">Each event carries the hash of the one before it.</span>
        )}
      </div>
    </form>
  );
}

function Verdict({ state }: { state: NonNullable<CheckState> }) {
  if ("problem" in state) {
    return (
      <span>
        {state.problem.message} {state.problem.next}
      </span>
    );
  }
  const { headSeq, headHash, detail } = state;
  if (detail) {
    return (
      <>
        <Glyph name="circle-x" className="text-danger" />
        <span className="text-danger">The chain is broken. {detail}</span>
      </>
    );
  }
  return (
    <>
      <Glyph name="circle-check" className="text-success" />
      <span>
        Chain verified up to #{headSeq}
        {headHash && (
          <code className="ml-2 font-mono text-xs text-muted" title={headHash}>
            {headHash.slice(0, 12)}
          </code>
        )}
      </span>
    </>
  );
}
