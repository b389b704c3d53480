/** The cookie with the reader's time zone, as their browser names it. */
export const zoneCookie = "tenantpilot-zone";

/** The IANA time zone that a text names; null when it names none. */
export function readZone(text: string | undefined): string | null {
  if (!text || text.length > 64) return null;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}
