"use client";

import { useFormStatus } from "react-dom";
import { type ButtonLook, buttonClasses } from "@/app/_components/button-classes";
import { Glyph } from "@/app/_components/glyph";

/**
 * The button that sends its form. While the answer is on its way it turns a ring, and a second press does nothing; with
 * scripts off it is a plain submit button.
 */
export function SubmitButton({
  variant = "primary",
  size,
  className,
  children,
  ...rest
}: ButtonLook & Omit<React.ComponentPropsWithRef<"button">, "onClick">) {
  const { pending } = useFormStatus();
  return (
    <button
      type="submit"
      {...rest}
      aria-disabled={pending || undefined}
      onClick={(event) => {
        if (pending) event.preventDefault();
      }}
      className={buttonClasses(variant, size, className)}
    >
      {pending && <Glyph name="loader" className="animate-spin motion-reduce:animate-none" />}
      {children}
    </button>
  );
}
