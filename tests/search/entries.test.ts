import { describe, expect, it } from "vitest";
import { findEntries } from "@/app/(app)/search/entries";
import type { Role } from "@/lib/auth/capabilities";
import { buildFinding, buildOperationRun, buildPack, buildReport, buildTenant, buildUser } from "@/tests/factories";

async function scene(role: Role = "manager") {
  const tenant = await buildTenant({ name: "Contoso" });
  const other = await buildTenant({ name: "Fabrikam", workspaceId: tenant.workspaceId });
  const actor = await buildUser({ role, tenant });
  const ask = async (text: string, here?: string, limit = 5) =>
    (await findEntries(actor, { text, here, limit }, new Date())).groups;
  const titles = async (text: string, here?: string) =>
    (await ask(text, here)).flatMap(({ entries }) => entries.map(({ title, detail }) => `${title} | ${detail}`));
  return { tenant, other, ask, titles };
}

describe("the lines of the palette", () => {
  it("lead to findings, reports, operations and pages of their tenant", async () => {
    const { tenant, ask } = await scene();
    const finding = await buildFinding({ tenant, title: "Imported admin" });
    const run = await buildOperationRun({ tenant });
    await buildReport({ tenant, type: "entra_admin_roles" });
    const links = async (text: string) =>
      (await ask(text, tenant.slug)).flatMap(({ label, entries }) => entries.map(({ href }) => `${label} ${href}`));
    expect(await links("import")).toEqual([
      `Pages /tenants/${tenant.slug}/import`,
      `Findings /tenants/${tenant.slug}/findings/${finding.id}`,
      `Operations /tenants/${tenant.slug}/operations/${run.id}`,
    ]);
    expect(await links("privileged")).toEqual([`Reports /tenants/${tenant.slug}/reports/entra_admin_roles`]);
    expect(await links("contos")).toEqual([`Tenants /tenants/${tenant.slug}`]);
  });

  it("offer Generate where the reader may make packs, and nowhere else", async () => {
    const manager = await scene("manager");
    expect(await manager.titles("generate", manager.tenant.slug)).toEqual(["Generate review pack | Contoso"]);
    expect(await manager.titles("fabrikam generate", manager.tenant.slug)).toEqual(["Generate review pack | Fabrikam"]);
    expect(await manager.titles("generate")).toEqual([]);
    const reader = await scene("readonly");
    expect(await reader.titles("generate", reader.tenant.slug)).toEqual([]);
    expect(await reader.titles("audit")).toEqual([]);
    expect(await manager.titles("audit")).toEqual(["Audit | "]);
  });

  it("offer what is useful here before anything is typed", async () => {
    const { tenant, ask } = await scene();
    const groups = await ask("", tenant.slug);
    expect(groups.map(({ label }) => label)).toEqual(["Contoso", "Other tenants", "Workspace"]);
    expect(groups[0]?.entries[0]?.title).toBe("Generate review pack");
    expect((await ask("")).map(({ label }) => label)).toEqual(["Tenants", "Workspace"]);
    // Not where the reader is no member: an address can name anything.
    const stranger = await buildTenant({ name: "Stranger" });
    expect((await ask("", stranger.slug)).map(({ label }) => label)).toEqual(["Tenants", "Workspace"]);
  });

  it("never name a single review pack", async () => {
    const { tenant, ask } = await scene("manager");
    const pack = await buildPack({ tenant, id: 555_444n });
    for (const text of ["", "review", "pack", "555444", "#555444", pack.sha256 ?? ""]) {
      const links = (await ask(text, tenant.slug)).flatMap(({ entries }) => entries.map(({ href }) => href));
      expect(
        links.filter((href) => /review-packs\/\d/.test(href)),
        text,
      ).toEqual([]);
    }
  });

  it("show hostile texts of files as what they are", async () => {
    const { tenant, ask } = await scene();
    await buildFinding({ tenant, title: "<img src=x onerror=alert(1)>‮ lynx", resourceName: "a\u0007b" });
    const [entry] = (await ask("lynx")).flatMap(({ entries }) => entries);
    expect(entry?.title).toBe("<img src=x onerror=alert(1)>⟨U+202E⟩ lynx");
    expect(entry?.detail).toContain("a⟨U+0007⟩b");
  });

  it("lead on to all findings of the tenant when there are more than are shown", async () => {
    const { tenant, ask } = await scene();
    for (let at = 0; at < 6; at += 1) await buildFinding({ tenant, title: "Kinkajou & co" });
    const findings = (await ask("kinkajou & c", tenant.slug)).find(({ label }) => label === "Findings");
    expect(findings?.entries).toHaveLength(6);
    expect(findings?.entries.at(-1)?.href).toBe(`/tenants/${tenant.slug}/findings?q=kinkajou+%26+c&status=all`);
  });
});
