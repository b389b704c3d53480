import { describe, expect, it, vi } from "vitest";
import { inSystem } from "@/lib/db";
import { cancelFetch } from "@/lib/graph/end-fetch";
import { readSource } from "@/lib/graph/read-source";
import { requestFetch } from "@/lib/graph/request-fetch";
import { endedRun, leftOf, stageOfFile } from "./fetch-stage";
import { askForFetch, assignments, connectedTenant, policies, rolesContext, storedParts } from "./graph-place";

vi.setConfig({ testTimeout: 120_000 });

const stage = stageOfFile();

describe("one fetch at a time", () => {
  it("keeps each page once, however many read the same list at once", async () => {
    const { tenant, owner } = await connectedTenant();
    const pages = Array.from({ length: 12 }, (_, page) => [{ id: `a${page}` }]);
    stage.microsoft.serveList(assignments, rolesContext, pages);
    const { id } = await askForFetch(owner, tenant.slug);
    await Promise.all(Array.from({ length: 5 }, (_, run) => readSource(id, "role_assignments", `run-${run}`)));
    const kept = await inSystem((tx) =>
      tx.graphFetchPage.findMany({ where: { operationRunId: id }, orderBy: { page: "asc" } }),
    );
    expect(kept.map(({ rows }) => rows)).toEqual(pages);
    await cancelFetch(owner, tenant.slug, id, new Date());
  });

  it("is asked for by twenty at once", async () => {
    const { tenant, owner } = await connectedTenant();
    const answers = await Promise.all(Array.from({ length: 20 }, () => requestFetch(owner, tenant.slug, new Date())));
    expect(new Set(answers.map(({ operationRunId }) => operationRunId)).size).toBe(1);
    expect(answers.filter(({ outcome }) => outcome === "queued")).toHaveLength(1);
    await cancelFetch(owner, tenant.slug, BigInt(answers[0]?.operationRunId ?? 0), new Date());
  });

  it("is ended by Cancel: nothing is stored, the run that is at work finds out, and cancelling twice is one", async () => {
    const { tenant, owner } = await connectedTenant();
    stage.microsoft.serveList(assignments, rolesContext, [[{ id: "a1" }]]);
    const { id, event } = await askForFetch(owner, tenant.slug);
    let isCancelled = false;
    stage.microsoft.respond = ({ path }) => {
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
    stage.microsoft.serveList(assignments, rolesContext, [[{ id: "a1" }]]);
    const { id, event } = await askForFetch(owner, tenant.slug);
    const first = await stage.deliver(event);
    const before = await endedRun(id);
    const again = await stage.rerun(first.id);
    expect(again.output).toEqual({ ended: "There is nothing left to fetch." });
    expect(await endedRun(id)).toEqual(before);
  });
});
