import { describe, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { requestPacks } from "@/lib/fleet/request-packs";
import { walkFleet } from "@/lib/fleet/walk";
import { onTenantChange } from "@/lib/live/tenant-changes";
import { listTenantSummaries } from "@/lib/overview/tenant-summaries";
import { claimPack } from "@/lib/review-packs/lifecycle";
import { buildFinding, buildPack, buildTenant, buildUser } from "../factories";

const now = new Date("2026-11-20T12:00:00Z");
const options = { includePii: true, includeOperations: true };

describe("the page of all tenants", () => {
  it("says by how many the open critical and high findings have grown since the newest finished pack", async () => {
    const tenant = await buildTenant();
    const user = await buildUser({ role: "readonly", tenant });
    const trend = async () => (await listTenantSummaries(user, new Date()))[0]?.openTrend;
    expect(await trend()).toBe(null);
    const open = (critical: number, high: number) => ({
      counts: { by_severity_and_status: { critical: { open: critical }, high: { open: high } } },
    });
    await buildPack({ tenant, summary: open(0, 3) });
    expect(await trend()).toBe(-3);
    for (const severity of ["critical", "high", "high", "high", "low"]) await buildFinding({ tenant, severity });
    expect(await trend()).toBe(1);
    await buildPack({ tenant, status: "failed" });
    expect(await trend()).toBe(1);
  });

  it("offers packs where the reader may make them, a role on the tenant before the workspace's", async () => {
    const tenant = await buildTenant({ name: "A" });
    const other = await buildTenant({ name: "B", workspaceId: tenant.workspaceId });
    const user = await buildUser({ role: "manager", tenant });
    await inSystem((tx) =>
      tx.membership.create({
        data: { workspaceId: other.workspaceId, tenantId: other.id, userId: user.userId, role: "readonly" },
      }),
    );
    const rows = await listTenantSummaries(user, now);
    expect(rows.map((row) => [row.name, row.canManagePacks])).toEqual([
      ["A", true],
      ["B", false],
    ]);
  });
});

it("the page of a run hears of each tenant's turn and of its pack's status, and of no other run's", async () => {
  const tenant = await buildTenant();
  const actor = await buildUser({ role: "manager", tenant });
  const ask = () => requestPacks(actor, { tenants: [tenant.slug], options }, now).then((run) => BigInt(run.fleetRunId));
  const [mine, other] = [await ask(), await ask()];
  const heard = { mine: 0, other: 0 };
  const stop = [
    onTenantChange(`fleet:${mine}`, () => {
      heard.mine += 1;
    }),
    onTenantChange(`fleet:${other}`, () => {
      heard.other += 1;
    }),
  ];
  // Both are called once when the connection listens.
  await expect.poll(() => heard).toEqual({ mine: 1, other: 1 });
  await walkFleet(mine, now);
  await expect.poll(() => heard.mine).toBe(2);
  const item = await inSystem((tx) => tx.fleetRunItem.findFirstOrThrow({ where: { fleetRunId: mine } }));
  await claimPack(item.packId ?? 0n, "run-1", now);
  await expect.poll(() => heard.mine).toBe(3);
  expect(heard.other).toBe(1);
  for (const end of stop) end();
});
