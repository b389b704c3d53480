import { describe, expect, it } from "vitest";
import { momentOfEpoch, momentOfIso, momentOfLocal, refuseFuture } from "@/lib/imports/moments";

const utc = (text: string) => new Date(text);

describe("times in files", () => {
  it("an epoch is in seconds, or above 10^11 in milliseconds", () => {
    expect(momentOfEpoch(1787292131, "Record 1", "time")).toEqual(utc("2026-08-21T06:02:11Z"));
    expect(momentOfEpoch(1787292131000, "Record 1", "time")).toEqual(utc("2026-08-21T06:02:11Z"));
    for (const bad of [0, -1, Number.NaN, "soon", null, undefined, {}, 1e300]) {
      expect(() => momentOfEpoch(bad, "Record 7", "time")).toThrow(/Record 7 has the time/);
    }
  });

  it("ISO times have a zone, and as many digits as they like", () => {
    expect(momentOfIso("2025-11-27T21:29:02.460848+11:00", "x", "t")).toEqual(utc("2025-11-27T10:29:02.460Z"));
    expect(momentOfIso("2021-02-02T04:22:45.9480566Z", "x", "t")).toEqual(utc("2021-02-02T04:22:45.948Z"));
    for (const bad of ["2026-08-21 06:02:11", "3/14/2026 12:00:00 AM", "", 5])
      expect(() => momentOfIso(bad, "x", "t")).toThrow();
  });

  it("a time without a zone is taken in the tenant's, in whole seconds, summer and winter", () => {
    const at = (text: string, zone: string) => momentOfLocal(text, zone, "Row 1", "TIMESTAMP").toISOString();
    expect(at("2026-08-21 06:02:11.482913", "UTC")).toBe("2026-08-21T06:02:11.000Z");
    expect(at("2026-08-21 06:02:11.482913", "Europe/Berlin")).toBe("2026-08-21T04:02:11.000Z");
    expect(at("2026-01-21 06:02:11", "Europe/Berlin")).toBe("2026-01-21T05:02:11.000Z");
    expect(at("2026-03-29 03:30:00", "Europe/Berlin")).toBe("2026-03-29T01:30:00.000Z");
    expect(at("2026-03-29 01:30:00", "Europe/Berlin")).toBe("2026-03-29T00:30:00.000Z");
    expect(at("2026-08-21 06:02:11", "America/St_Johns")).toBe("2026-08-21T08:32:11.000Z");
    expect(() => at("yesterday", "UTC")).toThrow(/Row 1 has the TIMESTAMP "yesterday"/);
    expect(() => at("2026-99-21 06:02:11", "UTC")).not.toThrow(RangeError);
  });

  it("a day ahead is allowed, more is refused", () => {
    const now = utc("2026-11-23T12:00:00Z");
    expect(() => refuseFuture(utc("2026-11-24T12:00:00Z"), now, "Record 1")).not.toThrow();
    expect(() => refuseFuture(utc("2026-11-24T12:00:01Z"), now, "Record 1")).toThrow(/future/);
  });
});
