import { expect, it } from "vitest";
import { getReportOfType } from "@/lib/reports/queries";
import { buildReport, buildTenant, buildUser } from "@/tests/factories";

const day = (number: number) => new Date(`2026-01-0${number}T00:00:00Z`);

it("gives the newest report of a type, or an older one that is asked for, with the history of the type", async () => {
  const tenant = await buildTenant();
  const reader = await buildUser({ role: "readonly", tenant });
  const old = await buildReport({ tenant, capturedAt: day(1), payload: { value: ["old"] } });
  const newest = await buildReport({ tenant, capturedAt: day(3), payload: { value: ["new"] } });
  const other = await buildReport({ tenant, type: "permission_posture", capturedAt: day(2) });
  const ask = (id?: string) => getReportOfType(reader, tenant.slug, "entra_admin_roles", id);
  const { report, history } = await ask();
  expect(report).toMatchObject({ id: String(newest.id), payload: { value: ["new"] } });
  expect(history.map(({ id }) => id)).toEqual([String(newest.id), String(old.id)]);
  expect((await ask(String(old.id))).report.payload).toEqual({ value: ["old"] });
  for (const id of [String(other.id), "0", "no-number", "999999"]) {
    await expect(ask(id), id).rejects.toMatchObject({ code: "not_found" });
  }
});

it("a report of another workspace, or of a tenant beside the own, does not exist", async () => {
  const tenant = await buildTenant();
  const beside = await buildTenant({ workspaceId: tenant.workspaceId });
  const foreign = await buildReport({ tenant });
  await buildReport({ tenant: beside });
  const guest = await buildUser({ role: "owner", tenant: beside, on: "tenant" });
  const stranger = await buildUser({ role: "owner", tenant: await buildTenant() });
  for (const [actor, slug] of [
    [guest, tenant.slug],
    [stranger, tenant.slug],
    [guest, beside.slug],
  ] as const) {
    await expect(getReportOfType(actor, slug, "entra_admin_roles", String(foreign.id))).rejects.toMatchObject({
      code: "not_found",
    });
  }
});
