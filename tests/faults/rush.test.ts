import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { closeDatabase, inSystem } from "@/lib/db";
import { setEnvironment } from "@/lib/env";
import { requestPack } from "@/lib/review-packs/request-pack";
import { buildFinding, buildTenant, buildUser } from "../factories";

const connections = 200;
const requests = Number(process.env.FAULTS_RUSH ?? 600);
const options = { includePii: true, includeOperations: true };

function tell(begun: number): void {
  const seconds = (performance.now() - begun) / 1000;
  if (process.env.FAULTS_RUSH)
    console.info(`${requests} requests over ${connections} connections: ${seconds.toFixed(1)} s`);
}

async function countMade(tenantId: bigint, answers: { pack: { id: string } }[]) {
  return inSystem(async (tx) => ({
    ids: new Set(answers.map((answer) => answer.pack.id)).size,
    packs: await tx.reviewPack.count({ where: { tenantId } }),
    runs: await tx.operationRun.count({ where: { tenantId } }),
    notifications: await tx.notification.count({ where: { tenantId } }),
    events: await tx.outboxEvent.count({ where: { eventId: `review-pack-${answers[0]?.pack.id}` } }),
  }));
}

describe("a rush of people who ask for the same pack", { timeout: 300_000 }, () => {
  beforeAll(async () => {
    await closeDatabase();
    // One pack is made of each tenant: the others are told of it, which costs no ticket of the tenant's.
    setEnvironment({ DATABASE_POOL_SIZE: String(connections), TENANTPILOT_GENERATE_TENANT_LIMIT_PER_MINUTE: "1" });
  });

  it("of two hundred people makes one pack, one operation and one event", async () => {
    const tenant = await buildTenant();
    const people = await Promise.all(Array.from({ length: connections }, () => buildUser({ role: "manager", tenant })));
    const begun = performance.now();
    const answers = await Promise.all(
      Array.from({ length: requests }, (_, index) => {
        const actor = people[index % people.length];
        if (!actor) throw new Error("nobody");
        return requestPack(actor, { tenant: tenant.slug, options, idempotencyKey: randomUUID() }, new Date());
      }),
    );
    tell(begun);
    expect(answers.filter((answer) => answer.outcome === "queued")).toHaveLength(1);
    expect(answers.filter((answer) => answer.outcome === "already_in_progress")).toHaveLength(requests - 1);
    expect(await countMade(tenant.id, answers)).toEqual({ ids: 1, packs: 1, runs: 1, notifications: 1, events: 1 });
  });

  it.each([
    ["the same form", () => "4f6b1d0e-0000-4000-8000-000000000001", "queued"],
    ["forms of their own", () => randomUUID(), "already_in_progress"],
    ["no form at all", () => undefined, "already_in_progress"],
  ])("with %s makes one pack, one operation and one event, and everybody is told of it", async (_, keyOf, told) => {
    const tenant = await buildTenant();
    const actor = await buildUser({ role: "manager", tenant });
    await buildFinding({ tenant });
    const ask = (key: string | undefined) =>
      requestPack(actor, { tenant: tenant.slug, options, ...(key && { idempotencyKey: key }) }, new Date());
    const begun = performance.now();
    const answers = await Promise.all(Array.from({ length: requests }, () => ask(keyOf())));
    tell(begun);
    expect(answers[0]?.outcome).toBe("queued");
    expect(answers.filter((answer) => answer.outcome === told).length).toBeGreaterThanOrEqual(requests - 1);
    expect(await countMade(tenant.id, answers)).toEqual({ ids: 1, packs: 1, runs: 1, notifications: 1, events: 1 });
  });
});
