import { describe, expect, it, vi } from "vitest";
import { importFile } from "@/lib/imports/import-file";
import { endedRun, stageOfFile } from "./fetch-stage";
import { askForFetch, connectedTenant, storedParts } from "./graph-place";

vi.setConfig({ testTimeout: 120_000 });

const grants = "/v1.0/oauth2PermissionGrants/delta";

const stage = stageOfFile();

describe("changes since the last fetch", () => {
  const deltaLink = (round: number) => `${stage.microsoft.url}${grants}?$deltatoken=${round}`;
  const serve = (path: string, value: unknown[], next: number) =>
    stage.microsoft.answers.set(path, {
      body: {
        "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#oauth2PermissionGrants",
        value,
        "@odata.deltaLink": deltaLink(next),
      },
    });
  const fetchOnce = async (place: Awaited<ReturnType<typeof connectedTenant>>) => {
    const { id, event } = await askForFetch(place.owner, place.tenant.slug);
    await stage.deliver(event);
    return endedRun(id);
  };

  it("are read where Graph tells them: what is new comes, what changed changes, what was removed goes", async () => {
    const place = await connectedTenant();
    serve(
      grants,
      [
        { id: "g1", scope: "User.Read" },
        { id: "g2", scope: "Mail.Read" },
      ],
      1,
    );
    await fetchOnce(place);
    serve(
      `${grants}?$deltatoken=1`,
      [
        { id: "g1", scope: "User.Read Mail.Send" },
        { id: "g2", "@removed": { reason: "deleted" } },
        { id: "g3", scope: "Files.Read" },
      ],
      2,
    );
    const run = await fetchOnce(place);
    expect(run.summaryCounts).toMatchObject({ created: 1, changed: 1, removed: 1 });
    expect((await storedParts(place.tenant.id, "permission_posture")).rows.oauth2PermissionGrants).toEqual([
      { id: "g1", scope: "User.Read Mail.Send" },
      { id: "g3", scope: "Files.Read" },
    ]);
    serve(`${grants}?$deltatoken=2`, [], 3);
    await fetchOnce(place);
    expect(stage.microsoft.lists.filter((path) => path === grants)).toHaveLength(1);
    expect((await storedParts(place.tenant.id, "permission_posture")).rows.oauth2PermissionGrants).toHaveLength(2);
  });

  it("are given up for the whole list when the place is too old", async () => {
    const place = await connectedTenant();
    serve(grants, [{ id: "g1" }], 1);
    await fetchOnce(place);
    stage.microsoft.answers.set(`${grants}?$deltatoken=1`, {
      status: 410,
      body: { error: { code: "syncStateNotFound" } },
    });
    serve(grants, [{ id: "g8" }, { id: "g9" }], 2);
    const run = await fetchOnce(place);
    expect(run.outcome).toBe("succeeded");
    expect((await storedParts(place.tenant.id, "permission_posture")).rows.oauth2PermissionGrants).toEqual([
      { id: "g8" },
      { id: "g9" },
    ]);
  });

  it.each([
    ["refuses the place", { status: 400, body: { error: { code: "BadRequest" } } }],
    ["forbids it", { status: 403, body: { error: { code: "AccessDenied" } } }],
  ])("are given up for the whole list when Graph %s", async (_how, answer) => {
    const place = await connectedTenant();
    serve(grants, [{ id: "g1" }], 1);
    await fetchOnce(place);
    stage.microsoft.answers.set(`${grants}?$deltatoken=1`, answer);
    serve(grants, [{ id: "g2" }], 2);
    const run = await fetchOnce(place);
    expect(run.summaryCounts).not.toHaveProperty("not_read");
    expect((await storedParts(place.tenant.id, "permission_posture")).rows.oauth2PermissionGrants).toEqual([
      { id: "g2" },
    ]);
  });

  it("are given up for the whole list when a file was imported in between: they count from another answer", async () => {
    const place = await connectedTenant();
    serve(grants, [{ id: "g1", clientId: "c", consentType: "AllPrincipals", scope: "User.Read" }], 1);
    await fetchOnce(place);
    const answer = {
      "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#oauth2PermissionGrants",
      value: [{ id: "gX", clientId: "c", consentType: "AllPrincipals", scope: "Mail.Read" }],
    };
    const source = (async function* () {
      yield Buffer.from(JSON.stringify(answer));
    })();
    await importFile(place.owner, { tenant: place.tenant.slug, fileName: "grants.json", source }, new Date());
    serve(`${grants}?$deltatoken=1`, [{ id: "g2" }], 2);
    serve(grants, [{ id: "g1" }, { id: "g2" }], 3);
    await fetchOnce(place);
    expect((await storedParts(place.tenant.id, "permission_posture")).rows.oauth2PermissionGrants).toEqual([
      { id: "g1" },
      { id: "g2" },
    ]);
  });
});
