import { beforeEach, describe, expect, it } from "vitest";
import { remarksOf } from "@/app/(app)/tenants/[slug]/import/preview/[id]/_components/preview-words";
import { inSystem } from "@/lib/db";
import { getReportOfType } from "@/lib/reports/queries";
import { readReport } from "@/lib/reports/read-report";
import { collectPack } from "@/lib/review-packs/build/collect";
import type { TenantRef } from "@/lib/tenants/tenants";
import { buildReport, buildTenant, buildUser } from "@/tests/factories";
import { buildUploader } from "@/tests/imports/preview";
import { bring, hoursAgo, jsonOf } from "@/tests/imports/scan";
import { buildClaim, makePack, quiet } from "@/tests/review-packs/build/pack-claim";
import { changesNow, recordPack } from "@/tests/review-packs/build/staged-changes";
import { readStaged } from "@/tests/review-packs/build/staged-entry";

// Answers of Microsoft Graph that were saved by hand: one for each role, one for each application.

const roleA = "11111111-aaaa-4aaa-8aaa-000000000001";
const roleB = "11111111-aaaa-4aaa-8aaa-000000000002";

let tenant: TenantRef;
beforeEach(async () => {
  tenant = await buildTenant();
});

const answer = (entity: string, ...value: object[]) => ({
  "@odata.context": `https://graph.microsoft.com/v1.0/$metadata#${entity}`,
  value,
});
const member = (name: string) => ({ id: `id-of-${name}`, displayName: name, userPrincipalName: `${name}@example.com` });
const members = (role: string, ...names: string[]) => answer(`directoryRoles('${role}')/members`, ...names.map(member));
const roles = answer(
  "directoryRoles",
  ...[roleA, roleB].map((id) => ({ id, displayName: `Role ${id.at(-1)}`, roleTemplateId: `template-${id.at(-1)}` })),
);

const bringAnswer = (value: object, hours: number) =>
  bring(tenant.slug, jsonOf(value), { capturedAt: hoursAgo(hours) });

async function holders() {
  const reader = await buildUser({ role: "readonly", tenant });
  const { report } = await getReportOfType(reader, tenant.slug, "entra_admin_roles");
  const reading = readReport(report);
  return reading.kind === "roles" ? reading.rows.map(({ role, holder }) => `${role}: ${holder}`) : [];
}

describe("the members of roles, a file for each", () => {
  it("stand beside each other: the file of one role takes nothing from another", async () => {
    await bringAnswer(roles, 9);
    await bringAnswer(members(roleA, "ada", "bob"), 8);
    await recordPack(tenant, (await changesNow(tenant)).collected);
    expect(await bringAnswer(members(roleB, "cleo"), 7)).toMatchObject({ created: 1, resolved: 0 });
    expect(await holders()).toEqual(["Role 1: ada", "Role 1: bob", "Role 2: cleo"]);
    const { changes } = await changesNow(tenant);
    expect(changes.role_assignments).toMatchObject({ state: "compared", added: [], removed: [] });
    expect(changes.role_assignments.note).toBe(
      "Only one of the two reports holds directoryRoleMembers: what is in there is not compared.",
    );
    expect(await bringAnswer(members(roleA, "bob"), 6)).toMatchObject({ created: 0, resolved: 1 });
    expect(await holders()).toEqual(["Role 1: bob", "Role 2: cleo"]);
    const { removed } = (await changesNow(tenant)).changes.role_assignments;
    expect(removed.map(({ holder }) => holder)).toEqual(["ada"]);
  });

  it("stand beside those that an earlier version stored without the id", async () => {
    await buildReport({
      tenant,
      source: "graph/directoryRoleMembers",
      payload: members(roleA, "ada"),
      capturedAt: hoursAgo(9),
      rowCount: 1,
    });
    expect(await holders()).toEqual([`${roleA}: ada`]);
    await bringAnswer(members(roleB, "bob"), 8);
    await bringAnswer(members(roleA, "ada", "cleo"), 7);
    expect(await holders()).toEqual([`${roleA}: ada`, `${roleA}: cleo`, `${roleB}: bob`]);
  });

  it("that do not say which role they are of take each other's place, and the preview says so", async () => {
    const { tenant: place, upload } = await buildUploader();
    const nameless = (name: string) => jsonOf(answer("directoryObjects", member(name)));
    await bring(place.slug, nameless("ada"), { capturedAt: hoursAgo(9) });
    const preview = await upload(["b.json", nameless("bob")], ["c.json", jsonOf(members(roleA, "cleo"))]);
    const [b, c] = preview.files.map(({ found }) => (found?.kind === "importable" ? found : undefined));
    expect([b?.isReplacing, c?.isReplacing]).toEqual([true, false]);
    const remarks = b ? remarksOf(b, { name: place.name, timeZone: "UTC" }) : [];
    expect(remarks.map(({ title }) => title)).toContain("The answer does not say what it is about.");
    await recordPack(place, (await changesNow(place)).collected);
    await bring(place.slug, nameless("bob"), { capturedAt: hoursAgo(8) });
    const { role_assignments } = (await changesNow(place)).changes;
    expect(role_assignments).toMatchObject({ added: [], removed: [] });
    expect(role_assignments.note).toContain("directoryRoleMembers of the two reports do not say what they are about");
  });

  it("carry the same pseudonym of a role in name and context, and leave it out of every note", async () => {
    await bringAnswer(members(roleA, "ada"), 9);
    await bringAnswer(roles, 8);
    const options = { includePii: false, includeOperations: true };
    const before = await collectPack(await buildClaim({ tenant, options }), quiet);
    await recordPack(tenant, before);
    await bringAnswer(members(roleB, "bob"), 7);
    const { collected } = await makePack(await buildClaim({ tenant, options }));
    const text = String(await readStaged(collected, "reports/entra_admin_roles.json"));
    const { parts } = JSON.parse(text) as { parts: Record<string, { answer: { "@odata.context": string } }> };
    const named = Object.entries(parts).filter(([name]) => name.startsWith("directoryRoleMembers"));
    expect(named).toHaveLength(2);
    for (const [name, { answer }] of named) {
      const [, id = "none"] = /^directoryRoleMembers\('(object-[a-z0-9]+)'\)$/.exec(name) ?? [];
      expect(answer["@odata.context"]).toContain(`directoryRoles('${id}')/members`);
    }
    const entries = ["reports/entra_admin_roles.json", "changes.json", "coverage.json", "README.txt"];
    for (const entry of entries)
      expect(String(await readStaged(collected, entry)), entry).not.toMatch(/1111-aaaa|\bada\b|\bbob\b/);
    const changes = JSON.parse(String(await readStaged(collected, "changes.json")));
    expect(changes.role_assignments.note).toContain("holds directoryRoleMembers:");
    expect(changes.role_assignments).toMatchObject({ added: [], removed: [] });
  });
});

describe("permissions on applications, a file for each", () => {
  const on = (resourceId: string, principal: string) => ({
    id: `${principal}-${resourceId}`,
    appRoleId: "role",
    principalId: principal,
    principalDisplayName: principal,
    principalType: "ServicePrincipal",
    resourceId,
    resourceDisplayName: resourceId,
  });
  const assigned = (id: string, ...principals: string[]) =>
    answer(`servicePrincipals('${id}')/appRoleAssignedTo`, ...principals.map((principal) => on(id, principal)));

  it("stand beside each other", async () => {
    await bringAnswer(assigned("graph", "backup"), 9);
    await bringAnswer(assigned("exchange", "archive"), 8);
    await bringAnswer(assigned("graph", "backup", "payroll"), 7);
    const report = await inSystem((tx) =>
      tx.storedReport.findFirstOrThrow({
        where: { tenantId: tenant.id },
        orderBy: [{ capturedAt: "desc" }, { id: "desc" }],
      }),
    );
    const reading = readReport(report);
    expect(reading.kind === "permissions" && reading.rows.map((row) => [row.application, row.resource])).toEqual([
      ["archive", "exchange"],
      ["backup", "graph"],
      ["payroll", "graph"],
    ]);
  });
});
