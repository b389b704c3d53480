import { expect, it } from "vitest";
import { ageOfReport } from "@/lib/reports/report-age";
import { gapOf, hasNextPage } from "@/lib/reports/report-gap";

const at = (day: number, hour = 0) =>
  `2026-03-${String(day).padStart(2, "0")}T${String(hour).padStart(2, "0")}:00:00.000Z`;
const part = (capturedAt: string, isAssumed = false) => ({ capturedAt, isAssumed });
const age = (parts: unknown) => ageOfReport({ capturedAt: new Date(at(20)), isCapturedAtAssumed: false, parts });

it("a report of one answer is as old as that", () => {
  expect(age(null)).toEqual({ capturedAt: at(20), isCapturedAtAssumed: false, oldestList: null });
});

it("one of several is as old as the oldest, and says which where they are a day apart", () => {
  const parts = { roleAssignments: part(at(2), true), roleEligibilityScheduleInstances: part(at(20)) };
  expect(age(parts)).toEqual({ capturedAt: at(2), isCapturedAtAssumed: true, oldestList: "roleAssignments" });
  expect(age({ policies: part(at(20, 1)), namedLocations: part(at(20, 9)) })).toEqual({
    capturedAt: at(20, 1),
    isCapturedAtAssumed: false,
    oldestList: null,
  });
  expect(age({ "directoryRoleMembers('r-1')": part(at(3)), roleAssignments: part(at(9)) }).oldestList).toBe(
    "directoryRoleMembers",
  );
});

it("answers that only give names make it neither younger nor older", () => {
  expect(age({ roleAssignments: part(at(2)), roleDefinitions: part(at(20)) }).capturedAt).toBe(at(2));
  expect(age({ roleAssignments: part(at(20)), roleDefinitions: part(at(2)) })).toMatchObject({
    capturedAt: at(20),
    oldestList: null,
  });
  expect(age({ roleDefinitions: part(at(2)) }).capturedAt).toBe(at(2));
});

it("what is no time is none", () => {
  for (const parts of [{ a: part("soon"), b: 7, c: null }, [], "x", { a: [] }])
    expect(age(parts).capturedAt).toBe(at(20));
});

it("a report that is not whole says why", () => {
  const report = { type: "entra_admin_roles", isComplete: false, hasNextPage: false };
  expect(gapOf({ ...report, isComplete: true })).toBeNull();
  expect(gapOf({ ...report, hasNextPage: true })).toBe("pages_missing");
  expect(gapOf(report)).toBe("not_all_read");
  expect(gapOf({ ...report, type: "assessment.prowler" })).toBe("scan_partial");
  const page = { value: [], "@odata.nextLink": "https://graph.microsoft.com/next" };
  expect(hasNextPage(page)).toBe(true);
  expect(hasNextPage({ parts: { a: { answer: { value: [] } }, b: { answer: page } } })).toBe(true);
  expect(hasNextPage({ parts: { a: { answer: { value: [page] } } } })).toBe(false);
  expect(hasNextPage([page])).toBe(false);
});
