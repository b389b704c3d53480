import { reportLimits } from "@/lib/review-packs/build/report/limits";

/**
 * A text that is kept for the report: cut to `charsMax` with a word on how much is gone, so that a text of 10 MB costs
 * nothing after the row that it came in.
 */
export function shorten(text: string, charsMax: number = reportLimits.textChars): string {
  if (text.length <= charsMax) return /\p{Surrogate}/u.test(text) ? wellFormed(text) : text;
  const kept = wellFormed(text.slice(0, charsMax));
  return `${kept} … (${(text.length - charsMax).toLocaleString("en-GB")} more characters)`;
}

/** Half a surrogate pair becomes U+FFFD. By way of bytes, because a slice would keep the whole text in memory. */
function wellFormed(text: string): string {
  return Buffer.from(text, "utf8").toString("utf8");
}
