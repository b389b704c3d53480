import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { closeDatabase } from "@/lib/db";
import { buildFinding, buildOperationRun, buildReport, buildTenant } from "../../factories";
import { asOwner } from "../../support/owner";
import { buildClaim, makePack } from "./pack-claim";

const run = promisify(execFile);

const zones = ["UTC", "America/St_Johns", "Pacific/Chatham"];
const places = [
  { LANG: "C.UTF-8", LC_ALL: "C.UTF-8", UV_THREADPOOL_SIZE: "1" },
  { LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8", UV_THREADPOOL_SIZE: "8" },
];

describe("the same snapshot gives the same bytes", () => {
  it("in three time zones and two locales, with one thread or eight, whatever way the database prints dates", async () => {
    const tenant = await buildTenant({
      rbacLastCheckedAt: new Date("2026-11-20T10:00:00.123Z"),
      rbacLastWarnings: { İ: 1, i: 2, ı: 3 },
    });
    for (const title of ["Iıİi", "Ärger", "zebra", "äöü", "😀"]) {
      await buildFinding({
        tenant,
        title,
        source: title,
        firstSeenAt: new Date("2026-03-29T01:30:00.004Z"),
        lastSeenAt: new Date("2026-10-25T01:30:00Z"),
      });
    }
    await buildReport({ tenant, payload: { b: 1.5, a: "I" } });
    await buildOperationRun({
      tenant,
      status: "completed",
      outcome: "succeeded",
      startedAt: new Date(),
      completedAt: new Date(),
    });
    const claim = await buildClaim({ tenant });
    const { collected, assembled } = await makePack(claim);

    const [{ name }] = (await asOwner((client) => client.query<{ name: string }>("SELECT current_database() AS name")))
      .rows as [{ name: string }];
    await asOwner((client) =>
      client.query(
        `ALTER DATABASE ${name} SET DateStyle = 'German'; ALTER DATABASE ${name} SET IntervalStyle = 'iso_8601'`,
      ),
    );
    await closeDatabase();

    const args = [
      "--import",
      "tsx",
      "tests/review-packs/build/rebuild-child.ts",
      String(tenant.id),
      `${claim.staging}/collected.json`,
      ...zones,
    ];
    const rebuilt: Record<string, unknown>[] = [];
    // One after the other: the attempts render into the same staging folder.
    for (const place of places) {
      const { stdout } = await run(process.execPath, args, { env: { ...process.env, ...place } });
      rebuilt.push(...JSON.parse(stdout));
    }

    expect(new Set(rebuilt.map(({ zone }) => zone)).size).toBe(3);
    expect(new Set(rebuilt.map(({ locale }) => locale)).size).toBe(2);
    for (const { entries, sha256 } of rebuilt)
      expect({ entries, sha256 }).toEqual({ entries: collected.entries, sha256: assembled.sha256 });
  }, 120_000);
});
