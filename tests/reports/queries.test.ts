import { beforeAll, expect, it } from "vitest";
import { getReport, listReportHistory, listReports } from "@/lib/reports/queries";
import type { TenantRef } from "@/lib/tenants/tenants";
import { buildReport, buildTenant, buildUser, type UserActor } from "@/tests/factories";
import { hoursAgo, now } from "@/tests/imports/scan";

let tenant: TenantRef;
let reader: UserActor;

beforeAll(async () => {
  tenant = await buildTenant();
  reader = await buildUser({ role: "readonly", tenant });
  await buildReport({ tenant, type: "permission_posture", capturedAt: hoursAgo(24 * 60), rowCount: 1 });
  await buildReport({
    tenant,
    type: "entra_admin_roles",
    capturedAt: hoursAgo(30),
    rowCount: 2,
    payload: { value: ["new"] },
  });
  await buildReport({
    tenant,
    type: "entra_admin_roles",
    capturedAt: hoursAgo(300),
    rowCount: 3,
    payload: { value: ["old"] },
  });
});

it("the newest report of each type, its age, and how many older ones there are", async () => {
  const reports = await listReports(reader, tenant.slug, now);
  expect(reports.map(({ type, ageDays, older, rowCount }) => ({ type, ageDays, older, rowCount }))).toEqual([
    { type: "entra_admin_roles", ageDays: 1, older: 1, rowCount: 2 },
    { type: "permission_posture", ageDays: 60, older: 0, rowCount: 1 },
  ]);
});

it("the history of a type, newest first, and a report with its payload", async () => {
  const history = await listReportHistory(reader, tenant.slug, "entra_admin_roles");
  expect(history.map(({ rowCount }) => rowCount)).toEqual([2, 3]);
  expect(await getReport(reader, tenant.slug, history[1]?.id ?? "")).toMatchObject({ payload: { value: ["old"] } });
});

it("reports do not exist for somebody of another workspace", async () => {
  const stranger = await buildUser({ role: "owner", tenant: await buildTenant() });
  const [report] = await listReports(reader, tenant.slug, now);
  await expect(listReports(stranger, tenant.slug, now)).rejects.toMatchObject({ code: "not_found" });
  await expect(listReportHistory(stranger, tenant.slug, "entra_admin_roles")).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(getReport(stranger, tenant.slug, report?.id ?? "")).rejects.toMatchObject({ code: "not_found" });
});
