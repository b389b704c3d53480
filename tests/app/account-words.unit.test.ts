import { expect, it } from "vitest";
import { browserWords } from "@/app/(app)/account/_components/browser-words";

const mozilla = "Mozilla/5.0";
const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";

it.each([
  [`${mozilla} (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0`, "Firefox on Linux"],
  [`${mozilla} (Windows NT 10.0; Win64; x64) ${webkit} Chrome/142.0.0.0 Safari/537.36`, "Chrome on Windows"],
  [`${mozilla} (Windows NT 10.0; Win64; x64) ${webkit} Chrome/142.0 Safari/537.36 Edg/142.0`, "Edge on Windows"],
  [`${mozilla} (X11; Linux x86_64) ${webkit} HeadlessChrome/142.0 Safari/537.36`, "Chrome on Linux"],
  [`${mozilla} (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Version/18.0 Safari/605.1.15`, "Safari on macOS"],
  [`${mozilla} (iPhone; CPU iPhone OS 18_0 like Mac OS X) ${webkit} Version/18.0 Safari/604.1`, "Safari on iPhone"],
  [`${mozilla} (Linux; Android 15; Pixel 9) ${webkit} Chrome/142.0 Mobile Safari/537.36`, "Chrome on Android"],
  ["curl/8.5.0", "curl/8.5.0"],
  [`a ${"very ".repeat(40)}long one`, `${`a ${"very ".repeat(40)}`.slice(0, 60)}…`],
  [null, "A browser that does not say which"],
])("%s is %s", (userAgent, words) => {
  expect(browserWords(userAgent)).toBe(words);
});
