import type { Reader } from "@/app/_components/reader";

/** How a reader writes a day, in their zone: "23 Nov 2026". Made once for all the days of a page. */
export function dayFormat({ locale, zone }: Reader): (at: string) => string {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: zone ?? "UTC" });
  return (at) => format.format(new Date(at));
}
