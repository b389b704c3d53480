import { cookies, headers } from "next/headers";
import { cache } from "react";
import { readZone, zoneCookie } from "@/app/_components/reader-zone";

/** How the reader's times and numbers are written. */
export interface Reader {
  /** IANA time zone; null while it is not known: without scripts, and before the first page has said it. Then UTC is shown. */
  zone: string | null;
  /** BCP 47, always with Latin digits and the Gregorian calendar, so that a time can be compared with the one in a pack. */
  locale: string;
}

const fallback = "en-GB";

/** Who reads the page that is being made, once per request (docs/decisions/019). */
export const getReader = cache(async (): Promise<Reader> => {
  const [jar, sent] = await Promise.all([cookies(), headers()]);
  return { zone: readZone(jar.get(zoneCookie)?.value), locale: readLocale(sent.get("accept-language")) };
});

/** The first language of an Accept-Language header that can be written, by weight (RFC 9110, 12.5.4). */
export function readLocale(acceptLanguage: string | null): string {
  const wanted = (acceptLanguage ?? "")
    .slice(0, 400)
    .split(",")
    .map((part) => {
      const [tag = "", ...parameters] = part.split(";").map((text) => text.trim());
      const weight = parameters.find((text) => text.startsWith("q="))?.slice(2);
      return { tag, weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight);
  for (const { tag } of wanted) {
    const [known] = supported(tag);
    if (known) return `${new Intl.Locale(known).baseName}-u-ca-gregory-nu-latn`;
  }
  return `${fallback}-u-ca-gregory-nu-latn`;
}

function supported(tag: string): string[] {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag);
  } catch {
    return [];
  }
}
