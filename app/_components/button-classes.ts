import clsx from "clsx";

type Variant = "primary" | "secondary" | "ghost" | "danger";
type Size = "md" | "sm";

const variants: Record<Variant, string> = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong",
  secondary: "border border-line bg-surface text-ink hover:bg-hover",
  ghost: "text-muted hover:bg-hover hover:text-ink",
  danger: "border border-line bg-surface text-danger hover:bg-danger-wash",
};

const sizes: Record<Size, string> = { md: "h-9 px-3.5", sm: "h-8 px-2.5" };

/** The classes of a button, for the few elements that have to be drawn by hand (a summary, a client component). */
export function buttonClasses(variant: Variant = "secondary", size: Size = "md", className?: string): string {
  return clsx(
    "inline-flex items-center justify-center gap-2 rounded-md font-medium whitespace-nowrap select-none",
    "transition-colors disabled:opacity-50 aria-disabled:opacity-50 aria-disabled:pointer-events-none",
    variants[variant],
    sizes[size],
    className,
  );
}

/** How a button looks. */
export type ButtonLook = { variant?: Variant; size?: Size; className?: string };
