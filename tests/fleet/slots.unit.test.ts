import fc from "fast-check";
import { expect, it } from "vitest";
import { latestSlot, nextSlot, type SlotRule } from "@/lib/fleet/slots";

const iso = (date: Date) => date.toISOString().slice(0, 16);
const monthly: SlotRule = { cadence: "monthly", dayOfMonth: 28, hourUtc: 6 };
const quarterly: SlotRule = { cadence: "quarterly", dayOfMonth: 1, hourUtc: 0 };

it.each([
  ["before its hour on its day, last month's", monthly, "2026-11-28T05:59:59Z", "2026-10-28T06:00", "2026-11-28T06:00"],
  ["at its hour, this one", monthly, "2026-11-28T06:00:00Z", "2026-11-28T06:00", "2026-12-28T06:00"],
  ["across the end of a year", monthly, "2027-01-02T00:00:00Z", "2026-12-28T06:00", "2027-01-28T06:00"],
  ["on 29 February of a leap year", monthly, "2028-02-29T12:00:00Z", "2028-02-28T06:00", "2028-03-28T06:00"],
  ["on 1 March of another year", monthly, "2027-03-01T12:00:00Z", "2027-02-28T06:00", "2027-03-28T06:00"],
  ["on the 31st", monthly, "2026-03-31T23:00:00Z", "2026-03-28T06:00", "2026-04-28T06:00"],
  ["quarterly, in the middle of one", quarterly, "2026-05-31T00:00:00Z", "2026-04-01T00:00", "2026-07-01T00:00"],
  ["quarterly, across the year", quarterly, "2026-12-31T23:59:59Z", "2026-10-01T00:00", "2027-01-01T00:00"],
] as const)("%s", (_name, rule, now, latest, next) => {
  expect(iso(latestSlot(rule, new Date(now)))).toBe(latest);
  expect(iso(nextSlot(rule, new Date(now)))).toBe(next);
});

it("at any time the newest slot is past, the next one is to come, and none lies between", () => {
  const rules = fc.record({
    cadence: fc.constantFrom("monthly" as const, "quarterly" as const),
    dayOfMonth: fc.integer({ min: 1, max: 28 }),
    hourUtc: fc.integer({ min: 0, max: 23 }),
  });
  const times = fc.date({ min: new Date("2024-01-01"), max: new Date("2040-01-01"), noInvalidDate: true });
  fc.assert(
    fc.property(rules, times, (rule, now) => {
      const [latest, next] = [latestSlot(rule, now), nextSlot(rule, now)];
      expect(latest <= now && now < next).toBe(true);
      expect(latestSlot(rule, new Date(next.getTime() - 1))).toEqual(latest);
      expect([latest.getUTCDate(), latest.getUTCHours()]).toEqual([rule.dayOfMonth, rule.hourUtc]);
    }),
  );
});
