import clsx from "clsx";
import { type BadgeDomain, type BadgeValue, badgeEntry, type Tone } from "@/app/_components/badge-catalogue";
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
