import { describe, expect, it } from "vitest";
import { readDecision, readImportSearch } from "@/app/(app)/tenants/[slug]/import/schema";
import { AppError } from "@/lib/errors";

const form = (...fields: [name: string, value: string][]) => {
  const data = new FormData();
  for (const [name, value] of [
    ["tenant", "contoso"],
    ["previewId", "12"],
    ["round", "3"],
    ["intent", "import"],
    ...fields,
  ] as const)
    data.append(name, value);
  return data;
};

describe("the form of an import preview", () => {
  it("takes a moment without a zone as UTC, and an empty answer as one that is taken back", () => {
    const { answers, ...decision } = readDecision(
      form(["file-7-capturedAt", "2026-11-01T08:30"], ["file-8-capturedAt", ""], ["file-8-format", ""]),
    );
    expect(decision).toEqual({ tenant: "contoso", previewId: "12", round: 3, intent: "import" });
    expect(answers).toEqual({
      7: { capturedAt: new Date("2026-11-01T08:30:00.000Z") },
      8: { capturedAt: null, format: null },
    });
  });

  it("takes a box by what stands last: no is sent before it, and yes after it when it is ticked", () => {
    const { answers } = readDecision(
      form(
        ["file-7-isPartial", "off"],
        ["file-8-isPartial", "off"],
        ["file-8-isPartial", "on"],
        ["file-8-confirmOtherTenant", "off"],
      ),
    );
    expect(answers).toEqual({ 7: { isPartial: false }, 8: { isPartial: true, confirmOtherTenant: false } });
  });

  it.each([
    [["file-7-capturedAt", "yesterday"]],
    [["file-7-capturedAt", "2026-13-45T99:00"]],
    [["file-7-confirmOtherTenant", "yes"]],
    [["file-7-workspaceId", "1"]],
    [["file-0-isPartial", "on"]],
    [["workspaceId", "1"]],
    [["previewId", "1 OR 1=1"]],
    [["intent", "delete"]],
    [["intent", "leave-out-x"]],
  ] as [[string, string]][])("refuses %j, with the next step", (field) => {
    expect(() => readDecision(form(field))).toThrow(AppError);
  });

  it("leaves an address open that is not understood", () => {
    expect(readImportSearch({ discarded: "<b>", cursor: "x", show: "all", again: ["1", "2"] })).toEqual({});
  });
});
