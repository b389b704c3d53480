"use client";

import { useActionState } from "react";
import { roleWords } from "@/app/_components/role-words";
import { SubmitButton } from "@/app/_components/submit-button";
import { type Role, roles } from "@/lib/auth/capabilities";
import { Hidden } from "../../_components/settings-form";
import { changeRoleAction } from "../../actions";
import type { FormState } from "../../schema";

/** The role of a member, to change in place. A refusal stands below it. */
export function RoleForm({ hidden, role, who }: { hidden: Record<string, string>; role: Role; who: string }) {
  const [state, send] = useActionState<FormState, FormData>(changeRoleAction, null);
  return (
    <form action={send} className="relative">
      <Hidden values={hidden} />
      {/* Save comes with something to save: where the chosen role is not the one that the page was sent with. */}
      <div className="group/role flex items-center gap-2 max-sm:flex-col max-sm:items-start">
        <select
          key={role}
          name="role"
          defaultValue={role}
          aria-label={`Role of ${who}`}
          className="h-8 rounded-md border border-edge bg-surface px-2 text-ink"
        >
          {roles.map((value) => (
            <option key={value} value={value}>
              {roleWords[value].label}
            </option>
          ))}
        </select>
        <SubmitButton
          variant="secondary"
          size="sm"
          className="invisible group-has-[option:checked:not([selected])]/role:visible max-sm:hidden max-sm:group-has-[option:checked:not([selected])]/role:inline-flex"
          aria-label={`Save the role of ${who}`}
        >
          Save
        </SubmitButton>
      </div>
      {state && (
        <p role="alert" className="mt-1 max-w-64 text-danger">
          {state.problem.message} {state.problem.next}
        </p>
      )}
    </form>
  );
}
