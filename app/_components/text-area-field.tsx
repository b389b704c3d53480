import { useId } from "react";

/** Several lines of text, in a type that tells l from 1. Apart from the other fields, because few pages need it. */
export function TextAreaField({
  label,
  hint,
  ...area
}: { label: string; hint: string } & React.ComponentPropsWithRef<"textarea">) {
  const id = useId();
  return (
    <div className="grid grid-cols-1 gap-1.5">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <textarea
        {...area}
        id={id}
        aria-describedby={`${id}-hint`}
        className="w-full rounded-md border border-edge bg-surface px-3 py-2 font-mono text-xs text-ink placeholder:text-muted focus-visible:outline-offset-0"
      />
      <p id={`${id}-hint`} className="text-muted">
        {hint}
      </p>
    </div>
  );
}
