import { describe, expect, it } from "vitest";
import { getOperation, listOperations } from "@/lib/operations/queries";
import { buildOperationRun, buildPack, buildTenant, buildUser } from "@/tests/factories";

describe("operations of a tenant", () => {
  it("are listed newest first in pages that lose none", async () => {
    const tenant = await buildTenant();
    const user = await buildUser({ role: "readonly", tenant });
    const made: string[] = [];
    for (let at = 0; at < 5; at += 1) made.unshift(String((await buildOperationRun({ tenant })).id));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listOperations(user, tenant.slug, { cursor, limit: 2 });
      seen.push(...page.operations.map(({ id }) => id));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(seen).toEqual(made);
  });

  it("are listed oldest first in pages that lose none, and lead back", async () => {
    const tenant = await buildTenant();
    const user = await buildUser({ role: "readonly", tenant });
    const made: string[] = [];
    for (let at = 0; at < 5; at += 1) made.push(String((await buildOperationRun({ tenant })).id));
    const page = async (from: { cursor?: string; before?: string }) => {
      const { operations, next } = await listOperations(user, tenant.slug, { order: "oldest", limit: 2, ...from });
      return [operations.map(({ id }) => id), next];
    };
    expect(await page({})).toEqual([made.slice(0, 2), made[1]]);
    expect(await page({ cursor: made[1] ?? "" })).toEqual([made.slice(2, 4), made[3]]);
    expect(await page({ cursor: made[3] ?? "" })).toEqual([made.slice(4), null]);
    expect(await page({ before: made[4] ?? "" })).toEqual([made.slice(2, 4), made[3]]);
  });

  it("say what was counted, how long it took, why it failed, and which pack came of it", async () => {
    const tenant = await buildTenant();
    const user = await buildUser({ role: "readonly", tenant });
    const startedAt = new Date("2026-05-01T12:00:00Z");
    const run = await buildOperationRun({
      tenant,
      type: "tenant.review_pack.generate",
      status: "completed",
      outcome: "succeeded",
      summaryCounts: { rowsDone: 1204, bytes: 4096, nested: { a: 1 }, long: "x".repeat(200) },
      startedAt,
      completedAt: new Date(startedAt.getTime() + 1500),
    });
    const pack = await buildPack({ tenant, status: "queued", operationRunId: run.id });
    expect(await getOperation(user, tenant.slug, String(run.id))).toMatchObject({
      label: "Generate review pack",
      outcome: "succeeded",
      counts: [
        { name: "Bytes", value: "4096" },
        { name: "Rows done", value: "1204" },
      ],
      durationMs: 1500,
      packId: String(pack.id),
    });
  });

  it("of another tenant do not exist, by whichever address they are asked for", async () => {
    const tenant = await buildTenant();
    const user = await buildUser({ role: "owner", tenant });
    const foreign = await buildOperationRun({ tenant: await buildTenant() });
    for (const id of [String(foreign.id), "0", "-1", "abc", "9".repeat(30), "1e3"]) {
      await expect(getOperation(user, tenant.slug, id), id).rejects.toMatchObject({ code: "not_found" });
    }
    const stranger = await buildUser({ role: "owner", tenant: await buildTenant() });
    await expect(listOperations(stranger, tenant.slug)).rejects.toMatchObject({ code: "not_found" });
  });
});
