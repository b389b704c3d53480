import clsx from "clsx";
import { useId } from "react";

const control =
  "h-9 w-full rounded-md border border-edge bg-surface px-3 text-ink placeholder:text-muted aria-invalid:border-danger focus-visible:outline-offset-0";

type FieldProps = { label: string; hint?: React.ReactNode; error?: string; className?: string };

/** A line of text with its label above, a hint below, and what is wrong with it. */
export function TextField({
  label,
  hint,
  error,
  className,
  ...input
}: FieldProps & React.ComponentPropsWithRef<"input">) {
  const id = useId();
  return (
    <div className={clsx("grid grid-cols-1 gap-1.5", className)}>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <input
        {...input}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={hint || error ? `${id}-hint` : undefined}
        className={control}
      />
      <Hint id={`${id}-hint`} hint={hint} error={error} />
    </div>
  );
}

/** A choice of one from a list. */
export function SelectField({
  label,
  hint,
  error,
  className,
  ...select
}: FieldProps & React.ComponentPropsWithRef<"select">) {
  const id = useId();
  return (
    <div className={clsx("grid grid-cols-1 gap-1.5", className)}>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <select {...select} id={id} aria-describedby={hint || error ? `${id}-hint` : undefined} className={control} />
      <Hint id={`${id}-hint`} hint={hint} error={error} />
    </div>
  );
}

/** Yes or no, with one sentence about what it means. */
export function CheckboxField({
  label,
  hint,
  error,
  className,
  ...input
}: FieldProps & React.ComponentPropsWithRef<"input">) {
  const id = useId();
  return (
    <div className={clsx("flex gap-3", className)}>
      <input
        {...input}
        type="checkbox"
        id={id}
        aria-describedby={hint || error ? `${id}-hint` : undefined}
        className="mt-0.5 size-4 shrink-0 accent-accent"
      />
      <div className="grid gap-0.5">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        <Hint id={`${id}-hint`} hint={hint} error={error} />
      </div>
    </div>
  );
}

function Hint({ id, hint, error }: { id: string; hint?: React.ReactNode; error?: string }) {
  if (!hint && !error) return null;
  return (
    <p id={id} className={error ? "text-danger" : "text-muted"}>
      {error ?? hint}
    </p>
  );
}
