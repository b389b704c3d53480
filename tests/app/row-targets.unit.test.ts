import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { subjectPath } from "@/app/(app)/audit/_components/subject-path";
import { AssessmentTable } from "@/app/(app)/tenants/[slug]/reports/[type]/_components/assessment-table";
import type { CheckCounts } from "@/lib/reports/read-assessment";

describe("a row of the audit", () => {
  const tenant = { slug: "contoso", name: "Contoso" };
  const pathOf = (type: string, more: object = {}) =>
    subjectPath({ subject: { type, id: "7" }, tenant, isSubjectGone: false, ...more });

  it.each([
    ["review_pack", "/tenants/contoso/review-packs/7"],
    ["operation_run", "/tenants/contoso/operations/7"],
    ["import", "/tenants/contoso/import/7"],
    ["tenant", "/tenants/contoso"],
    ["graph_connection", "/settings/graph/contoso"],
    ["fleet_run", "/fleet/7"],
    ["user", null],
    ["signing_key", null],
    ["constructor", null],
  ])("about a %s opens %s", (type, path) => {
    expect(pathOf(type)).toBe(path);
  });

  it("opens nothing that is no more, and nothing where it is about no thing", () => {
    expect(pathOf("review_pack", { isSubjectGone: true })).toBeNull();
    expect(pathOf("review_pack", { tenant: null })).toBeNull();
    expect(pathOf("review_pack", { subject: null })).toBeNull();
  });
});

describe("a row of an assessment", () => {
  const check: CheckCounts = {
    id: "MS.AAD.1.1v1",
    title: "Old protocols are blocked",
    severity: "high",
    scope: "tenant",
    passed: 3,
    failed: 0,
    accepted: 0,
    notAssessed: 0,
  };

  /** The address of the row's own link, and those of the links in it. */
  function linksOf(counts: Partial<CheckCounts>) {
    const totals = { checks: 1, passed: 0, failed: 0, accepted: 0, notAssessed: 0 };
    const assessment = { tool: "scubagear", toolVersion: "1", totals, checks: [] };
    const table = createElement(AssessmentTable, { slug: "contoso", assessment, checks: [{ ...check, ...counts }] });
    const links = [...renderToStaticMarkup(table).matchAll(/<a [^>]*>/g)].map(([link]) => ({
      isRow: link.includes("row-link"),
      status: new URLSearchParams(/\?([^"]*)/.exec(link)?.[1]?.replaceAll("&amp;", "&")).get("status"),
    }));
    return links.map(({ isRow, status }) => `${isRow ? "row" : "count"}: ${status ?? "open"}`);
  }

  it("opens what failed, and the accepted ones beside it by their number", () => {
    expect(linksOf({ failed: 2 })).toEqual(["row: open"]);
    expect(linksOf({ failed: 2, accepted: 1 })).toEqual(["row: open", "count: accepted"]);
  });

  it("opens what was accepted where nothing failed, and nothing where all passed", () => {
    expect(linksOf({ accepted: 1 })).toEqual(["row: accepted"]);
    expect(linksOf({})).toEqual([]);
  });
});
