import clsx from "clsx";

/** The product's mark and name. */
export function Brand({ className }: { className?: string }) {
  return (
    <span className={clsx("inline-flex items-center gap-2.5 font-medium", className)}>
      <svg viewBox="0 0 20 20" aria-hidden="true" className="size-5 text-accent">
        <rect width="20" height="20" rx="5" fill="currentColor" />
        <path d="M5.5 6.5h9M5.5 10h9M5.5 13.5h5" stroke="white" strokeWidth="1.6" strokeLinecap="round" />
      </svg>
      TenantPilot
    </span>
  );
}
