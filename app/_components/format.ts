const language = "en";
const wholeNumber = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const dateTime = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
const byteUnits = ["B", "kB", "MB", "GB", "TB"];

/** 1204 → "1,204". */
export function formatNumber(value: number | bigint): string {
  return wholeNumber.format(value);
}

/** Bytes in decimal units: 4213877 → "4.2 MB". A string of digits is read as a number. */
export function formatBytes(bytes: number | bigint | string): string {
  let value = Number(bytes);
  let unit = 0;
  while (value >= 999.95 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? wholeNumber.format(value) : oneDigit.format(value)} ${byteUnits[unit]}`;
}

/** One thing or several: count("finding", 2) → "2 findings". */
export function formatCount(value: number | bigint, one: string, many = `${one}s`): string {
  return `${formatNumber(value)} ${Number(value) === 1 ? one : many}`;
}

/** The point in time in UTC: "23 Nov 2026, 18:04 UTC". */
export function formatDateTime(at: Date | string): string {
  return `${dateTime.format(new Date(at))} UTC`;
}

/** How long ago, or in how long: "3 days ago", "in 87 days", "just now". */
export function formatRelative(at: Date | string, now: Date): string {
  const seconds = Math.round((new Date(at).getTime() - now.getTime()) / 1000);
  const size = Math.abs(seconds);
  if (size < 45) return "just now";
  if (size < 45 * 60) return relative.format(Math.round(seconds / 60), "minute");
  if (size < 22 * 3600) return relative.format(Math.round(seconds / 3600), "hour");
  if (size < 320 * 86_400) return relative.format(Math.round(seconds / 86_400), "day");
  return relative.format(Math.round(seconds / 31_557_600), "year");
}

/** How long something took, from milliseconds: "840 ms", "12.4 s", "3 min 5 s". */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.max(0, Math.round(milliseconds))} ms`;
  if (milliseconds < 60_000) return `${oneDigit.format(milliseconds / 1000)} s`;
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 60) return `${minutes} min ${Math.round((milliseconds % 60_000) / 1000)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
