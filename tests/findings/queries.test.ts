import { beforeAll, describe, expect, it } from "vitest";
import { countFindings, getFinding, listFindings } from "@/lib/findings/queries";
import type { TenantRef } from "@/lib/tenants/tenants";
import { buildFinding, buildTenant, buildUser, type UserActor } from "@/tests/factories";
import { bringScan, hoursAgo, scanOf } from "@/tests/imports/scan";

let tenant: TenantRef;
let reader: UserActor;

beforeAll(async () => {
  tenant = await buildTenant();
  reader = await buildUser({ role: "readonly", tenant });
  await bringScan(
    tenant.slug,
    scanOf(hoursAgo(48), [
      { check: "entra_a", severityId: 5 },
      { check: "entra_b" },
      { check: "entra_c", isMuted: true, resource: "Laptop 50%" },
    ]),
  );
  await bringScan(
    tenant.slug,
    scanOf(hoursAgo(24), [
      { check: "entra_a", severityId: 5 },
      { check: "entra_b", status: "PASS" },
      { check: "entra_c", isMuted: true, resource: "Laptop 50%" },
    ]),
  );
  await buildFinding({ tenant, source: "scubagear", title: "Of another tool", severity: "low" });
});

const checksOf = async (filter: Parameters<typeof listFindings>[2]) =>
  (await listFindings(reader, tenant.slug, filter)).findings.map(({ checkId }) => checkId);

describe("a tenant's findings", () => {
  it("are listed newest first, page by page", async () => {
    const first = await listFindings(reader, tenant.slug, { limit: 3 });
    const second = await listFindings(reader, tenant.slug, { limit: 3, cursor: first.next ?? "" });
    expect([...first.findings, ...second.findings].map(({ checkId }) => checkId)).toEqual([
      "entra_admin_mfa",
      "entra_c",
      "entra_b",
      "entra_a",
    ]);
    expect(second.next).toBeNull();
  });

  it("are narrowed by severity, status, tool and text", async () => {
    expect(await checksOf({ severity: "critical" })).toEqual(["entra_a"]);
    expect(await checksOf({ status: "resolved" })).toEqual(["entra_b"]);
    expect(await checksOf({ status: "accepted", source: "prowler" })).toEqual(["entra_c"]);
    expect(await checksOf({ source: "scubagear" })).toEqual(["entra_admin_mfa"]);
    expect(await checksOf({ text: "LAPTOP 50%" })).toEqual(["entra_c"]);
    expect(await checksOf({ text: "50_" })).toEqual([]);
  });

  it("are counted by severity and status, with zeros", async () => {
    expect(await countFindings(reader, tenant.slug)).toEqual({
      critical: { open: 1, resolved: 0, accepted: 0 },
      high: { open: 0, resolved: 1, accepted: 1 },
      medium: { open: 0, resolved: 0, accepted: 0 },
      low: { open: 1, resolved: 0, accepted: 0 },
      informational: { open: 0, resolved: 0, accepted: 0 },
    });
  });

  it("tell their history, oldest first", async () => {
    const { findings } = await listFindings(reader, tenant.slug, { status: "resolved" });
    const finding = await getFinding(reader, tenant.slug, findings[0]?.id ?? "");
    expect(finding).toMatchObject({
      checkId: "entra_b",
      compliance: ["CIS-6.0: 1.3.3"],
      remediation: "Do this.\nhttps://example.com/how",
    });
    expect(finding.history.map(({ kind, toStatus }) => [kind, toStatus])).toEqual([
      ["created", "open"],
      ["resolved", "resolved"],
    ]);
  });

  it("do not exist for somebody of another workspace, nor under another tenant", async () => {
    const other = await buildTenant();
    const stranger = await buildUser({ role: "owner", tenant: other });
    const { findings } = await listFindings(reader, tenant.slug);
    const id = findings[0]?.id ?? "";
    const questions = [
      () => listFindings(stranger, tenant.slug),
      () => countFindings(stranger, tenant.slug),
      () => getFinding(stranger, tenant.slug, id),
      () => getFinding(stranger, other.slug, id),
      () => getFinding(reader, tenant.slug, "1 OR 1=1"),
    ];
    for (const ask of questions) {
      await expect(ask()).rejects.toMatchObject({ code: "not_found" });
    }
  });
});
