import clsx from "clsx";
import { type Severity, severityCatalogue } from "@/app/_components/badge-catalogue";

const bars: Record<Severity, string> = {
  critical: "text-severity-critical",
  high: "text-severity-high",
  medium: "text-severity-medium",
  low: "text-severity-low",
  informational: "text-severity-informational",
};

/** A severity: four bars, as many filled as it weighs, and its word. */
export function SeverityBadge({ value }: { value: Severity }) {
  const { label, level } = severityCatalogue[value];
  return (
    <span data-severity={value} className="inline-flex items-center gap-2 whitespace-nowrap">
      <svg viewBox="0 0 16 14" aria-hidden="true" className={clsx("h-3.5 w-4 shrink-0", bars[value])}>
        {[1, 2, 3, 4].map((bar) => (
          <rect
            key={bar}
            x={(bar - 1) * 4}
            y={14 - bar * 3.5}
            width="3"
            height={bar * 3.5}
            rx="0.5"
            fill="currentColor"
            opacity={bar <= level ? 1 : 0.25}
          />
        ))}
      </svg>
      {label}
    </span>
  );
}
