import clsx from "clsx";
import {
  type BadgeDomain,
  type BadgeValue,
  badgeEntry,
  type Severity,
  severityCatalogue,
  type Tone,
} from "@/app/_components/badge-catalogue";
import { Icon, type IconName } from "@/app/_components/icon";

const tones: Record<Tone, string> = {
  warning: "bg-warning-wash text-warning",
  info: "bg-info-wash text-info",
  success: "bg-success-wash text-success",
  danger: "bg-danger-wash text-danger",
  gray: "bg-gray-wash text-gray",
};

const shape = "inline-flex h-6 items-center gap-1.5 rounded-md px-2 text-xs font-medium whitespace-nowrap";

/** A state as the catalogue draws it: icon and word in its tone, with data-status for scripts and tests. */
export function StatusBadge<D extends BadgeDomain>({ domain, value }: { domain: D; value: BadgeValue<D> }) {
  const { label, tone, icon } = badgeEntry(domain, value);
  return (
    <span data-status={value} className={clsx(shape, tones[tone])}>
      <Icon name={icon} className={clsx("size-3.5", icon === "loader" && "animate-spin motion-reduce:animate-none")} />
      {label}
    </span>
  );
}

/** A remark in a tone that is no state of the catalogue's, e.g. "Missing" at a source. */
export function Badge({ tone, icon, children }: { tone: Tone; icon: IconName; children: React.ReactNode }) {
  return (
    <span className={clsx(shape, tones[tone])}>
      <Icon name={icon} className="size-3.5" />
      {children}
    </span>
  );
}

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
