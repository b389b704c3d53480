import clsx from "clsx";
import { Card } from "@/app/_components/card";
import { Icon, type IconName } from "@/app/_components/icon";
import { RelativeTime } from "@/app/_components/time";
import type { HardeningItem } from "@/lib/overview/hardening";

const drawings: Record<HardeningItem["state"], { icon: IconName; colour: string; word: string }> = {
  done: { icon: "circle-check", colour: "text-success", word: "Done" },
  open: { icon: "triangle-alert", colour: "text-warning", word: "To do" },
  unknown: { icon: "circle-dashed", colour: "text-muted", word: "Not known" },
};

/** How TenantPilot's own access to the tenant is restricted, line by line. */
export function HardeningCard({ items, checkedAt }: { items: HardeningItem[]; checkedAt: string | null }) {
  const done = items.filter(({ state }) => state === "done").length;
  return (
    <Card
      title="Hardening of our own access"
      actions={
        <span className="text-xs text-muted">
          {done} of {items.length}
          {checkedAt && (
            <>
              {" · checked "}
              <RelativeTime at={checkedAt} />
            </>
          )}
        </span>
      }
    >
      <ul className="divide-y divide-line">
        {items.map(({ label, state, detail }) => {
          const { icon, colour, word } = drawings[state];
          return (
            <li key={label} className="flex min-h-10 items-center gap-3 px-4 py-1.5">
              <Icon name={icon} className={clsx("shrink-0", colour)} />
              <span className="sr-only">{word}:</span>
              <span className="min-w-0">{label}</span>
              <span className="ml-auto min-w-0 text-right text-muted [overflow-wrap:anywhere]">{detail}</span>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
