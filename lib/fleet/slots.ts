/** When a schedule comes due: on this day at this hour, UTC, each month, or in January, April, July and October. */
export interface SlotRule {
  cadence: "monthly" | "quarterly";
  /** 1 to 28: every month has it, leap year or not. */
  dayOfMonth: number;
  hourUtc: number;
}

/** The newest slot at or before `now`: of those missed while nothing ran, the only one that still counts. */
export function latestSlot(rule: SlotRule, now: Date): Date {
  const step = monthsBetween(rule);
  const slot = slotIn(rule, now.getUTCFullYear(), quarterStart(now.getUTCMonth(), step));
  return slot <= now ? slot : shift(rule, slot, -step);
}

/** The first slot after `now`. */
export function nextSlot(rule: SlotRule, now: Date): Date {
  return shift(rule, latestSlot(rule, now), monthsBetween(rule));
}

const monthsBetween = ({ cadence }: SlotRule) => (cadence === "monthly" ? 1 : 3);

const quarterStart = (month: number, step: number) => month - (month % step);

const slotIn = ({ dayOfMonth, hourUtc }: SlotRule, year: number, month: number) =>
  new Date(Date.UTC(year, month, dayOfMonth, hourUtc));

const shift = (rule: SlotRule, slot: Date, months: number) =>
  slotIn(rule, slot.getUTCFullYear(), slot.getUTCMonth() + months);
