import { describe, expect, it } from "vitest";
import { formatDateTime, formatNumber } from "@/app/_components/format";
import { readLocale } from "@/app/_components/reader";
import { readZone } from "@/app/_components/reader-zone";

const at = "2026-11-23T18:04:09Z";
const plain = (text: string) => text.replaceAll(/\s/g, " ");

describe("a reader's time", () => {
  it("is in their zone and way of writing", () => {
    const german = { zone: "Europe/Berlin", locale: readLocale("de-DE,de;q=0.9") };
    expect(plain(formatDateTime(at, german))).toBe("23.11.2026, 19:04");
    const american = { zone: "America/New_York", locale: readLocale("en-US") };
    expect(plain(formatDateTime(at, american))).toBe("Nov 23, 2026, 1:04 PM");
  });

  it("is in UTC, and says so, for whoever has told no zone or lives there", () => {
    expect(formatDateTime(at)).toBe("23 Nov 2026, 18:04 UTC");
    expect(formatDateTime(at, { zone: null, locale: "en-GB" })).toBe("23 Nov 2026, 18:04 UTC");
    expect(formatDateTime(at, { zone: "UTC", locale: "en-GB" }, { hasSeconds: true })).toBe(
      "23 Nov 2026, 18:04:09 UTC",
    );
  });

  it("has the year and the digits of a pack, wherever they read", () => {
    for (const language of ["th-TH", "fa-IR", "ar-EG", "ne"]) {
      expect(formatDateTime(at, { zone: "UTC", locale: readLocale(language) }), language).toContain("2026");
    }
  });

  it("knows no zone that a browser did not send", () => {
    for (const text of [undefined, "", "Mars/Olympus", "<script>", "x".repeat(5000)]) expect(readZone(text)).toBeNull();
    expect(readZone("Europe/Berlin")).toBe("Europe/Berlin");
  });
});

describe("a reader's language", () => {
  it.each([
    ["de-CH, de;q=0.9, en;q=0.8", "de-CH"],
    ["en;q=0.2, fr-CA;q=0.7", "fr-CA"],
    ["fr;q=0, sv", "sv"],
    ["x-nonsense, ??, nl", "nl"],
    ["*", "en-GB"],
    ["", "en-GB"],
    ["a".repeat(100_000), "en-GB"],
  ])("%s", (header, locale) => {
    expect(readLocale(header)).toBe(`${locale}-u-ca-gregory-nu-latn`);
  });

  it("groups numbers as they do", () => {
    expect(formatNumber(1204567, readLocale("de-DE"))).toBe("1.204.567");
    expect(formatNumber(1204567)).toBe("1,204,567");
  });
});
