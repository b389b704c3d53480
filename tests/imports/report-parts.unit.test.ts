import { describe, expect, it } from "vitest";
import type { ImportedReport } from "@/lib/imports/importer";
import { type Arrival, compareAnswers, composeReport, replacesNameless } from "@/lib/imports/report-parts";
import type { KnownReport } from "@/lib/imports/store-report";

const day = (number: number) => new Date(Date.UTC(2026, 2, number));

const answer = (part: string, rows: unknown[], more: object = {}): ImportedReport => ({
  kind: "report",
  type: "any",
  part,
  payload: { value: rows, ...more },
  rows: rows.length,
  isComplete: true,
  capturedAt: null,
});

const arriving = (number: number, more: Partial<Arrival> = {}): Arrival => ({
  tool: "graph",
  capturedAt: day(number),
  isCapturedAtAssumed: false,
  ...more,
});

/** The report after these answers, one after the other. */
function reportAfter(...arrivals: [number, ImportedReport[], Partial<Arrival>?][]): KnownReport & { parts: unknown } {
  let known: KnownReport | null = null;
  for (const [number, answers, more] of arrivals) {
    const { parts = null, ...report } = composeReport(known, answers, arriving(number, more));
    known = { ...report, parts };
  }
  if (!known) throw new Error("Nothing arrived.");
  return known;
}

const partsOf = (report: KnownReport) =>
  Object.keys((report.payload as { parts?: object }).parts ?? { [report.source.split("/")[1] ?? ""]: 0 }).sort();

const on = (id: string, principalId = "p") => ({ id: `${principalId} on ${id}`, principalId, resourceId: id });

describe("answers that come together", () => {
  it("stand beside each other when they are about different things, and take the place of their own only", () => {
    const report = reportAfter(
      [1, [answer("directoryRoleMembers('a')", [{ id: "1" }])]],
      [2, [answer("directoryRoleMembers('b')", [{ id: "2" }])]],
      [3, [answer("directoryRoleMembers('a')", [{ id: "3" }])]],
    );
    expect(partsOf(report)).toEqual(["directoryRoleMembers('a')", "directoryRoleMembers('b')"]);
    expect(report.parts).toEqual({
      "directoryRoleMembers('a')": { capturedAt: day(3).toISOString(), isAssumed: false },
      "directoryRoleMembers('b')": { capturedAt: day(2).toISOString(), isAssumed: false },
    });
    expect(report).toMatchObject({ source: "graph", rows: 2, capturedAt: day(3) });
  });

  it("keep their own times, and whether those were assumed; the newest is the report's", () => {
    const report = reportAfter(
      [9, [answer("roleAssignments", [])], { isCapturedAtAssumed: true }],
      [2, [answer("roleEligibilityScheduleInstances", [])]],
    );
    expect(report).toMatchObject({ capturedAt: day(9), isCapturedAtAssumed: true });
    expect(report.parts).toEqual({
      roleAssignments: { capturedAt: day(9).toISOString(), isAssumed: true },
      roleEligibilityScheduleInstances: { capturedAt: day(2).toISOString(), isAssumed: false },
    });
  });

  it("are a report of their own when they are older than what they would replace", () => {
    const report = reportAfter(
      [9, [answer("roleAssignments", [])]],
      [9, [answer("roleDefinitions", [])]],
      [2, [answer("roleAssignments", [{ id: "1" }])]],
    );
    expect(report).toMatchObject({ source: "graph/roleAssignments", parts: null, rows: 1, capturedAt: day(2) });
  });

  it("make needless what they say all of, where that is older", () => {
    const makesNeedless = new Set(["directoryRoleMembers"]);
    const members = answer("directoryRoleMembers('a')", [{ id: "1" }]);
    const fetched = [answer("roleAssignments", [])];
    expect(partsOf(reportAfter([1, [members]], [2, fetched, { makesNeedless }]))).toEqual(["roleAssignments"]);
    expect(partsOf(reportAfter([3, [members]], [2, fetched, { makesNeedless }]))).toHaveLength(2);
  });
});

describe("permissions on an application", () => {
  const fetched = (appId: string, rows: unknown[]) => answer(`appRoleAssignedTo(appId='${appId}')`, rows);
  const applications = answer("servicePrincipals", [
    { id: "s-1", appId: "a-1" },
    { id: "s-2", appId: "a-2" },
  ]);

  it("of a fetch take the place of a file's, also when there are none any more", () => {
    const file = answer("appRoleAssignedTo('s-1')", [on("s-1")]);
    expect(partsOf(reportAfter([1, [file]], [2, [fetched("a-1", [on("s-1", "q")])]]))).toEqual([
      "appRoleAssignedTo(appId='a-1')",
    ]);
    const report = reportAfter([1, [file]], [2, [applications, fetched("a-1", [])]]);
    expect(partsOf(report)).toEqual(["appRoleAssignedTo(appId='a-1')", "servicePrincipals"]);
  });

  it("of a file take the place of a fetch's on the same application, and of no other", () => {
    const report = reportAfter(
      [1, [fetched("a-1", [on("s-1")]), fetched("a-2", [on("s-2")])]],
      [2, [answer("appRoleAssignedTo('s-1')", [])]],
    );
    expect(partsOf(report)).toEqual(["appRoleAssignedTo('s-1')", "appRoleAssignedTo(appId='a-2')"]);
  });

  it("of an earlier version's fetch, all in one, go when the last of them is fetched anew", () => {
    const together = answer("appRoleAssignedTo", [on("s-1"), on("s-2")], {
      "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#servicePrincipals('s-1')/appRoleAssignedTo",
    });
    const one = [fetched("a-1", [on("s-1")])];
    const both = [...one, fetched("a-2", [on("s-2")])];
    expect(partsOf(reportAfter([1, [together]], [2, one]))).toContain("appRoleAssignedTo");
    expect(partsOf(reportAfter([1, [together]], [2, both]))).not.toContain("appRoleAssignedTo");
    expect(compareAnswers(reportAfter([1, [together]]), fetched("a-1", [on("s-1"), on("s-1", "q")]))).toMatchObject({
      created: 1,
      resolved: 0,
      unchanged: 1,
    });
  });
});

describe("an answer that does not say what it is about", () => {
  it("takes the place of another such, which is said, and of none that does", () => {
    const nameless = answer("directoryRoleMembers", [{ id: "1" }]);
    const report = reportAfter([1, [nameless]], [2, [answer("directoryRoleMembers('a')", [{ id: "2" }])]]);
    expect(replacesNameless(report, answer("directoryRoleMembers", [{ id: "3" }]))).toBe(true);
    expect(replacesNameless(report, nameless)).toBe(false);
    expect(replacesNameless(report, answer("directoryRoleMembers('a')", [{ id: "3" }]))).toBe(false);
    expect(replacesNameless(report, answer("roleAssignments", []))).toBe(false);
    expect(replacesNameless(null, nameless)).toBe(false);
  });

  it("and was stored by an earlier version is known by its context, so that nobody takes its place", () => {
    const context = "https://graph.microsoft.com/v1.0/$metadata#directoryRoles('a')/members";
    const stored = answer("directoryRoleMembers", [{ id: "1" }], { "@odata.context": context });
    const report = reportAfter([1, [stored]], [2, [answer("directoryRoleMembers('b')", [{ id: "2" }])]]);
    expect(partsOf(report)).toEqual(["directoryRoleMembers('a')", "directoryRoleMembers('b')"]);
    expect(replacesNameless(report, answer("directoryRoleMembers", []))).toBe(false);
  });
});
