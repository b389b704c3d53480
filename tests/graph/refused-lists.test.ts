import { expect, it, vi } from "vitest";
import { inSystem } from "@/lib/db";
import { getReportOfType } from "@/lib/reports/queries";
import { collectPack } from "@/lib/review-packs/build/collect";
import { coverageOf } from "@/lib/review-packs/build/sections/coverage";
import { getExpectedSources, setExpectations } from "@/lib/sources/manage-expectations";
import type { TenantRef } from "@/lib/tenants/tenants";
import { bring, jsonOf } from "@/tests/imports/scan";
import { buildClaim, quiet } from "@/tests/review-packs/build/pack-claim";
import { stageOfFile } from "./fetch-stage";
import { askForFetch, assignments, connectedTenant, policies, rolesContext, storedParts } from "./graph-place";

vi.setConfig({ testTimeout: 120_000 });

const stage = stageOfFile();

const forbidden = { status: 403, body: { error: { code: "AccessDenied", message: "no" } } };
const namedLocations = "/v1.0/identity/conditionalAccess/namedLocations";
const permissionsOn = (appId: string) => `/v1.0/servicePrincipals(appId='${appId}')/appRoleAssignedTo`;
const graph = "00000003-0000-0000-c000-000000000000";
const exchange = "00000002-0000-0ff1-ce00-000000000000";
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000 - 1000);

const collect = async (tenant: TenantRef) => collectPack(await buildClaim({ tenant }), quiet);
const coveredAs = async (tenant: TenantRef, source: string) =>
  coverageOf(await collect(tenant)).find((row) => row.source === source);

const bringAnswer = (slug: string, entity: string, value: object[], days: number) =>
  bring(
    slug,
    jsonOf({ "@odata.context": `https://graph.microsoft.com/v1.0/$metadata#${entity}`, value }),
    { capturedAt: daysAgo(days) },
    new Date(),
  );

async function fetchAll({ tenant, owner }: Awaited<ReturnType<typeof connectedTenant>>) {
  await stage.deliver((await askForFetch(owner, tenant.slug)).event);
}

it("a refused list keeps its last answer with its age, is named in the coverage, and is forgotten once it is read", async () => {
  const place = await connectedTenant();
  const { tenant, owner } = place;
  await bringAnswer(tenant.slug, "identity/conditionalAccess/policies", [{ id: "p1" }], 45);
  stage.microsoft.answers.set(policies, forbidden);
  stage.microsoft.serveList(namedLocations, "identity/conditionalAccess/namedLocations", [[{ id: "n1" }]]);
  await fetchAll(place);
  const row = await coveredAs(tenant, "conditional_access");
  expect(row).toMatchObject({ state: "stale", age_days: 45, captured_at: expect.any(String), rows: 2 });
  expect(row?.note).toContain(
    "Microsoft Graph refused at the last fetch: Conditional access policies (the last answer is kept).",
  );
  const { report } = await getReportOfType(owner, tenant.slug, "conditional_access");
  expect(report.seen.refused).toEqual([{ label: "Conditional access policies", isKept: true }]);

  stage.microsoft.serveList(policies, "identity/conditionalAccess/policies", [[{ id: "p1" }]]);
  await fetchAll(place);
  expect(await coveredAs(tenant, "conditional_access")).toMatchObject({ state: "included", age_days: 0, note: "" });
  const { fingerprint } = await collect(tenant);
  await inSystem((tx) =>
    tx.graphConnection.update({ where: { tenantId: tenant.id }, data: { notRead: ["named_locations"] } }),
  );
  expect((await coveredAs(tenant, "conditional_access"))?.note).toContain("Named locations (the last answer is kept)");
  expect((await collect(tenant)).fingerprint).not.toBe(fingerprint);
});

it("lists that are refused from the start leave a trace: beside the others, and where there is no report at all", async () => {
  const place = await connectedTenant();
  const { tenant, owner } = place;
  const eligible = "/v1.0/roleManagement/directory/roleEligibilityScheduleInstances?$expand=principal";
  for (const path of [eligible, policies, namedLocations]) stage.microsoft.answers.set(path, forbidden);
  await fetchAll(place);
  const roles = await coveredAs(tenant, "entra_admin_roles");
  expect(roles).toMatchObject({ state: "included", age_days: 0 });
  expect(roles?.note).toBe("Microsoft Graph refused at the last fetch: Eligible role assignments (never read).");
  const note =
    "Microsoft Graph refused at the last fetch: Conditional access policies (never read), Named locations (never read).";
  expect(await coveredAs(tenant, "conditional_access")).toMatchObject({ state: "not_collected", expected: true, note });

  const { sources, staleAfterDays } = await getExpectedSources(owner, tenant.slug);
  expect(sources.find(({ source }) => source === "conditional_access")).toMatchObject({
    isExpected: true,
    isCollected: false,
  });
  const unwanted = { conditional_access: { isExpected: false, staleAfterDays: null } };
  expect(await setExpectations(owner, tenant.slug, { staleAfterDays, sources: unwanted }, new Date())).toBe(true);
  expect(await coveredAs(tenant, "conditional_access")).toBeUndefined();
});

it("also when the application may read nothing at all", async () => {
  const place = await connectedTenant();
  stage.microsoft.respond = ({ method }) => (method === "GET" ? forbidden : undefined);
  await fetchAll(place);
  expect(await coveredAs(place.tenant, "secure_score")).toMatchObject({
    state: "not_collected",
    note: "Microsoft Graph refused at the last fetch: Secure Score (never read), Secure Score controls (never read).",
  });
});

it("permissions on one application are refused apart from those on the others", async () => {
  const place = await connectedTenant();
  const { tenant } = place;
  const on = (resourceId: string, id: string) => ({ id, principalId: id, resourceId, appRoleId: "r" });
  // As somebody saved it by hand, before the tenant was connected.
  await bringAnswer(tenant.slug, "servicePrincipals('sp-graph')/appRoleAssignedTo", [on("sp-graph", "old")], 9);
  await bringAnswer(tenant.slug, "servicePrincipals('sp-other')/appRoleAssignedTo", [on("sp-other", "kept")], 9);
  stage.microsoft.serveList(permissionsOn(graph), "appRoleAssignments", [[on("sp-graph", "new")]]);
  stage.microsoft.answers.set(permissionsOn(exchange), forbidden);
  await fetchAll(place);
  const { rows } = await storedParts(tenant.id, "permission_posture");
  expect(rows[`appRoleAssignedTo(appId='${graph}')`]).toEqual([on("sp-graph", "new")]);
  expect(rows["appRoleAssignedTo('sp-other')"]).toEqual([on("sp-other", "kept")]);
  expect(Object.keys(rows)).not.toContain("appRoleAssignedTo('sp-graph')");
  expect(Object.keys(rows)).not.toContain(`appRoleAssignedTo(appId='${exchange}')`);
  const row = await coveredAs(tenant, "permission_posture");
  expect(row).toMatchObject({ state: "included", age_days: 9 });
  expect(row?.note).toContain("Application permissions on Exchange Online");
});

it("role assignments make the members of roles needless that were saved by hand before", async () => {
  const place = await connectedTenant();
  const { tenant } = place;
  await bringAnswer(tenant.slug, "directoryRoles('r')/members", [{ id: "u", userPrincipalName: "u@example.com" }], 400);
  stage.microsoft.serveList(assignments, rolesContext, [[{ id: "a1" }]]);
  await fetchAll(place);
  const { rows } = await storedParts(tenant.id, "entra_admin_roles");
  expect(Object.keys(rows).filter((part) => part.startsWith("directoryRoleMembers"))).toEqual([]);
  expect(await coveredAs(tenant, "entra_admin_roles")).toMatchObject({ state: "included", age_days: 0 });
});
