const language = "en";
const wholeNumber = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const utc = { zone: null, locale: "en-GB" };
const byteUnits = ["B", "kB", "MB", "GB", "TB"];

/** 1204 → "1,204"; with a locale as that writes it: "1.204". */
export function formatNumber(value: number | bigint, locale?: string): string {
  return locale === undefined ? wholeNumber.format(value) : value.toLocaleString(locale, { maximumFractionDigits: 0 });
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

/**
 * A point in time as the reader writes it, in their zone: "23 Nov 2026, 19:04". In UTC, said plainly, for whoever has not told
 * their zone: "23 Nov 2026, 18:04 UTC".
 */
export function formatDateTime(
  at: Date | string,
  { zone, locale }: { zone: string | null; locale: string } = utc,
  { hasSeconds = false } = {},
): string {
  const timeZone = zone ?? "UTC";
  const text = dateTimeFormat(locale, timeZone, hasSeconds).format(new Date(at));
  return timeZone === "UTC" ? `${text} UTC` : text;
}

const dateTimeFormats = new Map<string, Intl.DateTimeFormat>();
const formatsMax = 200;

/** Made once for each kind of reader: making one costs far more than using it. */
function dateTimeFormat(locale: string, timeZone: string, hasSeconds: boolean): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${hasSeconds}`;
  const known = dateTimeFormats.get(key);
  if (known) return known;
  const timeStyle = hasSeconds ? "medium" : "short";
  const made = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle, timeZone });
  if (dateTimeFormats.size >= formatsMax) dateTimeFormats.clear();
  dateTimeFormats.set(key, made);
  return made;
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
