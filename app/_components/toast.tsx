import clsx from "clsx";
import Link from "next/link";
import type { Tone } from "@/app/_components/badge-catalogue";
import { Icon, type IconName } from "@/app/_components/icon";

const drawings: Record<Tone, { icon: IconName; colour: string }> = {
  warning: { icon: "clock", colour: "text-warning" },
  info: { icon: "info", colour: "text-info" },
  success: { icon: "circle-check", colour: "text-success" },
  danger: { icon: "circle-x", colour: "text-danger" },
  gray: { icon: "info", colour: "text-gray" },
};

/**
 * What an action did, at the foot of the screen (role "status"). `text` is the outcome, `detail` why, `link` where to go
 * on. It stays until it is closed or the page is left; closing it needs no script.
 */
export function Toast({
  tone,
  text,
  detail,
  link,
}: {
  tone: Tone;
  text: string;
  detail?: React.ReactNode;
  link?: { href: string; label: string };
}) {
  const { icon, colour } = drawings[tone];
  return (
    <div
      role="status"
      className="fixed right-4 bottom-4 z-50 flex w-[min(26rem,calc(100vw-2rem))] items-start gap-3 rounded-lg border border-line bg-surface p-3 pr-2 shadow-lg shadow-scrim/20 has-[input:checked]:hidden screen-only"
    >
      <Icon name={icon} className={clsx("mt-0.5", colour)} />
      <div className="min-w-0 grow">
        <p className="font-medium">{text}</p>
        {detail && <p className="text-muted">{detail}</p>}
        {link && (
          <Link href={link.href} className="mt-1 inline-block font-medium text-link hover:underline">
            {link.label}
          </Link>
        )}
      </div>
      <label className="grid size-7 shrink-0 place-items-center rounded-sm text-muted hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-accent">
        <input type="checkbox" className="sr-only" aria-label="Close this message" />
        <Icon name="x" />
      </label>
    </div>
  );
}

/** A remark inside a page: an error of a form, a warning above a table. Errors are announced at once. */
export function Notice({ tone, title, children }: { tone: Tone; title?: string; children: React.ReactNode }) {
  const { icon, colour } = drawings[tone];
  const washes: Record<Tone, string> = {
    warning: "bg-warning-wash",
    info: "bg-info-wash",
    success: "bg-success-wash",
    danger: "bg-danger-wash",
    gray: "bg-gray-wash",
  };
  return (
    <div
      role={tone === "danger" ? "alert" : undefined}
      className={clsx("flex gap-3 rounded-lg px-4 py-3", washes[tone])}
    >
      <Icon name={icon} className={clsx("mt-0.5", colour)} />
      <div className="min-w-0">
        {title && <p className="font-medium">{title}</p>}
        <div>{children}</div>
      </div>
    </div>
  );
}
