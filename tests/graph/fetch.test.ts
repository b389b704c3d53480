import { randomUUID } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { inSystem } from "@/lib/db";
import { graphSources } from "@/lib/graph/sources";
import { GraphServer } from "../support/graph-server";
import { endedRun, leftOf, stageOfFile } from "./fetch-stage";
import { askForFetch, assignments, connectedTenant, policies, rolesContext, secret, storedParts } from "./graph-place";

vi.setConfig({ testTimeout: 120_000 });

const stage = stageOfFile();

describe("a fetch from Microsoft Graph", () => {
  it("reads every list to its last page, stores the reports, tells once and leaves nothing behind", async () => {
    const { tenant, owner } = await connectedTenant();
    const pages = [[{ id: "a1" }, { id: "a2" }], [{ id: "a3" }], [{ id: "a4" }]];
    stage.microsoft.serveList(assignments, rolesContext, pages);
    stage.microsoft.serveList(policies, "identity/conditionalAccess/policies", [[{ id: "p1", state: "enabled" }]]);
    const { id, event } = await askForFetch(owner, tenant.slug);
    await stage.deliver(event);

    const run = await endedRun(id);
    expect(run).toMatchObject({ outcome: "succeeded", failureReason: null });
    expect(run.summaryCounts).toEqual({ rows: 5, created: 5, changed: 0, removed: 0 });
    expect(run.steps.map(({ name, status }) => [name, status])).toEqual([
      ...graphSources.map(({ name }) => [name, "done"]),
      ["store", "done"],
    ]);
    const { report, rows } = await storedParts(tenant.id, "entra_admin_roles");
    expect(rows.roleAssignments).toEqual(pages.flat());
    expect(report).toMatchObject({ source: "graph", isComplete: true, isCapturedAtAssumed: false, rowCount: 4 });
    expect((await storedParts(tenant.id, "conditional_access")).rows.policies).toHaveLength(1);
    expect(await leftOf(id)).toEqual([0, 0]);
    const told = await inSystem((tx) => tx.notification.findMany({ where: { operationRunId: id } }));
    expect(told.map(({ kind, body }) => [kind, body])).toEqual([
      ["operation.queued", ""],
      ["operation.completed", "5 rows: 5 new, 0 changed, 0 gone."],
    ]);
    const actions = await inSystem((tx) =>
      tx.auditEvent.findMany({ where: { tenantId: tenant.id }, orderBy: { id: "asc" }, select: { action: true } }),
    );
    expect(actions.map(({ action }) => action)).toEqual([
      "graph_connection.made",
      "graph_fetch.requested",
      "graph_fetch.completed",
    ]);
  });

  it("shows the token to nobody but Microsoft, and the secret to the sign-in only", async () => {
    const { tenant, owner } = await connectedTenant();
    const { event } = await askForFetch(owner, tenant.slug);
    await stage.deliver(event);
    const signIns = stage.microsoft.asked.filter(({ method }) => method === "POST");
    expect(new Set(signIns.map(({ path }) => path))).toEqual(new Set([`/${tenant.entraTenantId}/oauth2/v2.0/token`]));
    for (const { form } of signIns)
      expect([form.get("grant_type"), form.get("client_secret"), form.get("scope")]).toEqual([
        "client_credentials",
        secret,
        `${stage.microsoft.url}/.default`,
      ]);
    for (const { method, authorization, path } of stage.microsoft.asked) {
      expect(authorization).toBe(method === "GET" ? `Bearer ${stage.microsoft.token}` : undefined);
      expect(path).not.toContain(secret);
    }
  });

  it("waits as long as Microsoft asks, goes on where it was and asks for no page twice", async () => {
    const { tenant, owner } = await connectedTenant();
    const [, second = "", third = ""] = stage.microsoft.serveList(assignments, rolesContext, [
      [{ id: "a1" }],
      [{ id: "a2" }],
      [{ id: "a3" }],
    ]);
    let refusals = 0;
    const moments: number[] = [];
    stage.microsoft.respond = ({ path }) => {
      if (path !== second) return undefined;
      moments.push(Date.now());
      return refusals++ === 0 ? { status: 429, headers: { "Retry-After": "2" }, body: {} } : undefined;
    };
    const { id, event } = await askForFetch(owner, tenant.slug);
    await stage.deliver(event);
    expect((await storedParts(tenant.id, "entra_admin_roles")).rows.roleAssignments).toHaveLength(3);
    const asked = stage.microsoft.lists;
    expect(asked.filter((path) => path === assignments)).toHaveLength(1);
    expect(asked.filter((path) => path === second)).toHaveLength(2);
    expect(asked.filter((path) => path === third)).toHaveLength(1);
    expect((moments[1] ?? 0) - (moments[0] ?? 0)).toBeGreaterThanOrEqual(2_000);
    expect((await endedRun(id)).outcome).toBe("succeeded");
  });

  it("tries again what fails for a while, and fails in words when it stays so", async () => {
    const { tenant, owner } = await connectedTenant();
    let answers = 0;
    stage.microsoft.respond = ({ path }) =>
      path === policies && answers++ < 2 ? { status: 500, body: "broken" } : undefined;
    const first = await askForFetch(owner, tenant.slug);
    await stage.deliver(first.event);
    expect((await endedRun(first.id)).outcome).toBe("succeeded");

    stage.microsoft.respond = ({ path }) => (path === policies ? { status: 500, body: "broken" } : undefined);
    const second = await askForFetch(owner, tenant.slug);
    await stage.deliver(second.event);
    const run = await endedRun(second.id);
    expect(run.outcome).toBe("failed");
    expect(run.failureReason).toMatch(/^Something went wrong while Microsoft Graph was asked/);
    expect(await leftOf(second.id)).toEqual([0, 0]);
  });

  it("tries a sign-in again that Entra has trouble with", async () => {
    const { tenant, owner } = await connectedTenant();
    let refusals = 0;
    stage.microsoft.respond = ({ method }) =>
      method === "POST" && refusals++ < 2 ? { status: 502, body: "" } : undefined;
    const { id, event } = await askForFetch(owner, tenant.slug);
    await stage.deliver(event);
    expect((await endedRun(id)).outcome).toBe("succeeded");
  });

  it("stores what it may read and names what it may not, which stays as it was", async () => {
    const { tenant, owner } = await connectedTenant();
    stage.microsoft.serveList(policies, "identity/conditionalAccess/policies", [[{ id: "p1" }]]);
    await stage.deliver((await askForFetch(owner, tenant.slug)).event);
    stage.microsoft.answers.set(policies, { status: 403, body: { error: { code: "AccessDenied", message: "no" } } });
    stage.microsoft.serveList("/v1.0/identity/conditionalAccess/namedLocations", "namedLocations", [[{ id: "n1" }]]);
    const { id, event } = await askForFetch(owner, tenant.slug);
    await stage.deliver(event);
    const run = await endedRun(id);
    expect(run.outcome).toBe("succeeded");
    expect(run.summaryCounts).toMatchObject({ not_read: 1 });
    expect(run.steps.find(({ name }) => name === "conditional_access_policies")).toMatchObject({
      status: "failed",
      reason: "The application lacks the permission Policy.Read.All, or an administrator's consent to it.",
    });
    const { rows } = await storedParts(tenant.id, "conditional_access");
    expect(rows).toEqual({ policies: [{ id: "p1" }], namedLocations: [{ id: "n1" }] });
    const told = await inSystem((tx) =>
      tx.notification.findFirstOrThrow({ where: { operationRunId: id, kind: "operation.completed" } }),
    );
    expect(told.body).toContain("Conditional access policies could not be read: The application lacks");
  });

  it.each([
    ["AADSTS7000222: The provided client secret keys are expired.", "The client secret has run out."],
    ["AADSTS7000215: Invalid client secret provided.", "Microsoft refused the client secret: it is wrong."],
    ["AADSTS700016: Application was not found in the directory.", "The directory does not know the application."],
    ["AADSTS50196: something new", "Microsoft refused the sign-in of the application (AADSTS50196)."],
    ["no code at all", "Microsoft refused the sign-in of the application."],
  ])("ends at once when the sign-in is refused: %s", async (signInError, words) => {
    const { tenant, owner } = await connectedTenant();
    stage.microsoft.signInError = signInError;
    const { id, event } = await askForFetch(owner, tenant.slug);
    await stage.deliver(event);
    const run = await endedRun(id);
    expect(run.outcome).toBe("failed");
    expect(run.failureReason?.startsWith(words)).toBe(true);
    expect(stage.microsoft.asked.filter(({ method }) => method === "POST")).toHaveLength(1);
    expect(stage.microsoft.lists).toEqual([]);
  });

  it("fails in words when the application may read nothing", async () => {
    const { tenant, owner } = await connectedTenant();
    stage.microsoft.respond = ({ method }) =>
      method === "GET" ? { status: 403, body: { error: { code: "Authorization_RequestDenied" } } } : undefined;
    const { id, event } = await askForFetch(owner, tenant.slug);
    await stage.deliver(event);
    expect((await endedRun(id)).failureReason).toContain("The application may read nothing.");
    expect((await storedParts(tenant.id, "entra_admin_roles")).report).toBeNull();
  });

  it("never follows an answer to another host with its token", async () => {
    const { tenant, owner } = await connectedTenant();
    const stranger = await GraphServer.start();
    stage.microsoft.answers.set(policies, { body: { value: [], "@odata.nextLink": `${stranger.url}/v1.0/steal` } });
    const { id, event } = await askForFetch(owner, tenant.slug);
    await stage.deliver(event);
    expect((await endedRun(id)).failureReason).toContain("a next page that is somewhere else");
    stage.microsoft.answers.set(policies, { status: 302, headers: { Location: `${stranger.url}/v1.0/steal` } });
    const again = await askForFetch(owner, tenant.slug);
    await stage.deliver(again.event);
    expect((await endedRun(again.id)).outcome).toBe("failed");
    expect(stranger.asked).toEqual([]);
    await stranger.stop();
  });

  it.each([
    ["no JSON", { body: "<html>proxy</html>" }, "is no answer of Microsoft Graph"],
    ["no list", { body: { value: "x" } }, "is no answer of Microsoft Graph"],
    ["a page of 33 MiB", { body: { value: ["x".repeat(33 * 1024 * 1024)] } }, "a page of more than 32 MiB"],
  ])("refuses %s", async (_what, answer, words) => {
    const { tenant, owner } = await connectedTenant();
    stage.microsoft.answers.set(policies, answer);
    const { id, event } = await askForFetch(owner, tenant.slug);
    await stage.deliver(event);
    expect((await endedRun(id)).failureReason).toContain(words);
  });

  it("refuses a list that never ends, and another directory's Secure Score", async () => {
    const { tenant, owner } = await connectedTenant();
    stage.microsoft.respond = ({ path }, base) =>
      path === policies ? { body: { value: [{ id: "p" }], "@odata.nextLink": `${base}${policies}` } } : undefined;
    const endless = await askForFetch(owner, tenant.slug);
    await stage.deliver(endless.event);
    expect((await endedRun(endless.id)).failureReason).toContain(
      "Conditional access policies of Microsoft Graph does not end.",
    );

    stage.microsoft.respond = () => undefined;
    const score = {
      id: "s",
      azureTenantId: randomUUID(),
      createdDateTime: "2026-11-20T00:00:00Z",
      currentScore: 1,
      maxScore: 2,
    };
    stage.microsoft.answers.set("/v1.0/security/secureScores?$top=1", { body: { value: [score] } });
    const other = await askForFetch(owner, tenant.slug);
    await stage.deliver(other.event);
    expect((await endedRun(other.id)).failureReason).toContain("is data of the tenant");
    expect((await storedParts(tenant.id, "conditional_access")).report).toBeNull();
  });

  it("takes Secure Score's own date, and only the newest score", async () => {
    const { tenant, owner } = await connectedTenant();
    const score = {
      id: "s",
      azureTenantId: tenant.entraTenantId,
      createdDateTime: "2026-11-20T00:00:00Z",
      currentScore: 1,
      maxScore: 2,
    };
    const path = "/v1.0/security/secureScores?$top=1";
    stage.microsoft.answers.set(path, {
      body: { value: [score], "@odata.nextLink": `${stage.microsoft.url}${path}&$skip=1` },
    });
    await stage.deliver((await askForFetch(owner, tenant.slug)).event);
    const { report, rows } = await storedParts(tenant.id, "secure_score");
    expect(report?.capturedAt.toISOString()).toBe("2026-11-20T00:00:00.000Z");
    expect(rows.secureScores).toEqual([score]);
  });
});
