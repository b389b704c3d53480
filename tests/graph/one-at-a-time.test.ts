import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { cancelFetch } from "@/lib/graph/end-fetch";
import { requestFetch } from "@/lib/graph/request-fetch";
import { endedRun, type FetchStage, leftOf, setFetchStage } from "./fetch-stage";
import { askForFetch, connectedTenant, storedParts } from "./graph-place";

vi.setConfig({ testTimeout: 120_000 });

const assignments = "/v1.0/roleManagement/directory/roleAssignments?$expand=principal";
const policies = "/v1.0/identity/conditionalAccess/policies";
const rolesContext = "roleManagement/directory/roleAssignments(principal())";

let stage: FetchStage;
let microsoft: FetchStage["microsoft"];
beforeAll(async () => {
  stage = await setFetchStage();
  microsoft = stage.microsoft;
});
beforeEach(() => stage.reset());
afterAll(() => stage.close());

describe("one fetch at a time", () => {
  it("is asked for by twenty at once", async () => {
    const { tenant, owner } = await connectedTenant();
    const answers = await Promise.all(Array.from({ length: 20 }, () => requestFetch(owner, tenant.slug, new Date())));
    expect(new Set(answers.map(({ operationRunId }) => operationRunId)).size).toBe(1);
    expect(answers.filter(({ outcome }) => outcome === "queued")).toHaveLength(1);
    await cancelFetch(owner, tenant.slug, BigInt(answers[0]?.operationRunId ?? 0), new Date());
  });

  it("is ended by Cancel: nothing is stored, the run that is at work finds out, and cancelling twice is one", async () => {
    const { tenant, owner } = await connectedTenant();
    microsoft.serveList(assignments, rolesContext, [[{ id: "a1" }]]);
    const { id, event } = await askForFetch(owner, tenant.slug);
    let isCancelled = false;
    microsoft.respond = ({ path }) => {
      if (path !== policies || isCancelled) return undefined;
      isCancelled = true;
      void cancelFetch(owner, tenant.slug, id, new Date());
      return { status: 429, headers: { "Retry-After": "1" }, body: {} };
    };
    const run = await stage.deliver(event);
    expect(run.output).toEqual({ ended: "The fetch was ended by somebody else." });
    await cancelFetch(owner, tenant.slug, id, new Date());
    expect(await endedRun(id)).toMatchObject({ outcome: "cancelled", cancelledByName: owner.name });
    expect((await storedParts(tenant.id, "entra_admin_roles")).report).toBeNull();
    expect(await leftOf(id)).toEqual([0, 0]);
  });

  it("changes nothing when it is run again from the dashboard after its end", async () => {
    const { tenant, owner } = await connectedTenant();
    microsoft.serveList(assignments, rolesContext, [[{ id: "a1" }]]);
    const { id, event } = await askForFetch(owner, tenant.slug);
    const first = await stage.deliver(event);
    const before = await endedRun(id);
    const again = await stage.rerun(first.id);
    expect(again.output).toEqual({ ended: "There is nothing left to fetch." });
    expect(await endedRun(id)).toEqual(before);
  });
});
