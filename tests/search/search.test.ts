import { describe, expect, it } from "vitest";
import { search } from "@/lib/search/search";
import { buildFinding, buildOperationRun, buildPack, buildTenant, buildUser } from "@/tests/factories";

describe("the global search", () => {
  it("finds tenants by name, findings by check, title and resource, and operations by number", async () => {
    const tenant = await buildTenant({ name: "Wide World Importers" });
    const user = await buildUser({ role: "readonly", tenant });
    const words = { checkId: "entra_zebra_check", title: "A giraffe is open", resourceName: "okapi.example.com" };
    await buildFinding({ tenant, ...words });
    const run = await buildOperationRun({ tenant });
    expect((await search(user, "world imp")).tenants).toMatchObject([{ slug: tenant.slug }]);
    for (const text of ["ZEBRA", "giraffe", "okapi"]) {
      expect((await search(user, text)).findings).toMatchObject([{ title: "A giraffe is open", tenant: tenant.slug }]);
    }
    for (const text of [`#${run.id}`, String(run.id)]) {
      expect((await search(user, text)).operations).toContainEqual(expect.objectContaining({ id: String(run.id) }));
    }
  });

  it("never gives a review pack: not by number, hash, file, status or who asked for it", async () => {
    const tenant = await buildTenant();
    const user = await buildUser({ role: "owner", tenant });
    const pack = await buildPack({ tenant, id: 987_654n, initiatedByName: "Pack Maker" });
    const texts = [
      String(pack.id),
      `#${pack.id}`,
      pack.sha256,
      pack.fingerprint,
      pack.filePath,
      "ready",
      "Pack Maker",
      "packs/",
    ];
    for (const text of texts) {
      const { tenants, operations, findings } = await search(user, text ?? "");
      expect([tenants, operations, findings], String(text)).toEqual([[], [], []]);
    }
  });

  it("never gives anything of another workspace, nor of a tenant beside the own", async () => {
    const secret = await buildTenant({ name: "Hidden Harbour" });
    const beside = await buildTenant({ name: "Hidden Beside", workspaceId: secret.workspaceId });
    await buildFinding({ tenant: secret, title: "hidden finding" });
    const run = await buildOperationRun({ tenant: secret, initiatedByName: "hidden person" });
    const stranger = await buildUser({ role: "owner", tenant: await buildTenant() });
    const guest = await buildUser({ role: "readonly", tenant: beside, on: "tenant" });
    for (const text of ["hidden", secret.slug]) {
      expect(await search(stranger, text)).toMatchObject({ tenants: [], operations: [], findings: [] });
      expect(await search(guest, text)).toMatchObject({ operations: [], findings: [] });
    }
    // A run's number may be part of the stranger's own tenant's name, so only the runs are looked at.
    expect((await search(stranger, String(run.id))).operations).toEqual([]);
    expect((await search(guest, String(run.id))).operations).toEqual([]);
    expect((await search(guest, "hidden")).tenants).toMatchObject([{ slug: beside.slug }]);
  });

  it("takes %, _ and a backslash for what they are", async () => {
    const tenant = await buildTenant({ name: "Hundred Percent" });
    const user = await buildUser({ role: "owner", tenant });
    await buildFinding({ tenant, title: "50% of all", checkId: "plain" });
    await buildFinding({ tenant, title: "50 of all", checkId: "plain" });
    expect((await search(user, "50%")).findings).toHaveLength(1);
    expect((await search(user, "%%")).findings).toEqual([]);
    expect((await search(user, "__")).tenants).toEqual([]);
    expect((await search(user, "\\\\")).findings).toEqual([]);
  });

  it("gives no more rows than asked for, and nothing for a text too short", async () => {
    const tenant = await buildTenant();
    const user = await buildUser({ role: "owner", tenant });
    for (let at = 0; at < 4; at += 1) await buildFinding({ tenant, title: "repeated" });
    expect((await search(user, "repeated", 3)).findings).toHaveLength(3);
    expect((await search(user, " r ")).findings).toEqual([]);
  });
});
