import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { closeDatabase, withConnection } from "@/lib/db";
import { buildFinding, buildOperationRun, buildReport, buildTenant } from "../../factories";
import { buildClaim, makePack } from "./pack-claim";

const run = promisify(execFile);

const places = ["UTC", "America/St_Johns", "Pacific/Chatham"].flatMap((TZ) =>
  ["C.UTF-8", "tr_TR.UTF-8"].map((LANG) => ({ TZ, LANG, LC_ALL: LANG })),
);

describe("the same snapshot gives the same bytes", () => {
  it("in three time zones and two locales, whatever way the database prints dates", async () => {
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

    const [{ name }] = (
      await withConnection((client) => client.query<{ name: string }>("SELECT current_database() AS name"))
    ).rows as [{ name: string }];
    await withConnection((client) =>
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
    ];
    const rebuilt = [];
    // One after the other: the attempts render into the same staging folder.
    for (const place of places)
      rebuilt.push(
        JSON.parse((await run(process.execPath, args, { env: { ...process.env, ...place } })).stdout) as Record<
          string,
          unknown
        >,
      );

    expect(new Set(rebuilt.map(({ zone }) => zone)).size).toBe(3);
    expect(new Set(rebuilt.map(({ locale }) => locale)).size).toBe(2);
    for (const { entries, sha256 } of rebuilt)
      expect({ entries, sha256 }).toEqual({ entries: collected.entries, sha256: assembled.sha256 });
  }, 120_000);
});
