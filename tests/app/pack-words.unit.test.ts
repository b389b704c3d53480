import { describe, expect, it } from "vitest";
import { readSummary } from "@/app/(app)/tenants/[slug]/review-packs/_components/pack-summary";
import { progressWords } from "@/app/(app)/tenants/[slug]/review-packs/_components/progress-words";

describe("the progress of a pack", () => {
  it("says which step it is, of how many, and how many rows", () => {
    const at = "2026-11-23T12:00:00.000Z";
    expect(progressWords({ step: "collect", rowsDone: 31_000, rowsExpected: 50_000, at })).toBe(
      "2 of 6 · reading findings, 31,000 of 50,000",
    );
    expect(progressWords({ step: "verify", rowsDone: 0, rowsExpected: 0, at })).toBe("5 of 6 · reading the file back");
  });

  it("says that it waits before anything was reported", () => {
    expect(progressWords(null)).toBe("Waiting for its turn");
  });
});

describe("a pack's summary", () => {
  it("is shown as far as it is understood, whatever version wrote it", () => {
    expect(readSummary({})).toEqual({
      findings_total: undefined,
      counts: { by_severity: {} },
      entries: [],
      coverage: [],
    });
    expect(readSummary({ findings_total: "x", counts: 3, entries: "none", coverage: [{}] }).entries).toEqual([]);
    expect(readSummary({ findings_total: 7, counts: { by_severity: { high: 7 } } })).toMatchObject({
      findings_total: 7,
      counts: { by_severity: { high: 7 } },
    });
  });
});
