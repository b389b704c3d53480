import { describe, expect, it } from "vitest";
import { type PackStatus, packStatuses } from "@/lib/review-packs/status";
import { buildPack } from "../factories";
import { asOwner } from "../support/owner";

const legal = ["queued→generating", "generating→ready", "generating→failed", "ready→expired"];

describe("the database lets through only the four edges of the state machine", () => {
  const pairs = packStatuses.flatMap((from) => packStatuses.map((to) => [from, to] as const));

  it.each(pairs)("%s → %s", async (from: PackStatus, to: PackStatus) => {
    const pack = await buildPack({ status: from });
    const whole = `file_disk = 'exports', file_path = 'packs/x.zip', file_size = coalesce(file_size, 1), sha256 = coalesce(sha256, repeat('a', 64)),
      generated_at = coalesce(generated_at, now()), expires_at = coalesce(expires_at, now() + interval '1 day'), failure_reason = 'because'`;
    const move = asOwner((client) =>
      client.query(`UPDATE review_packs SET status = $1, ${whole} WHERE id = $2`, [to, pack.id]),
    );
    if (from === to || legal.includes(`${from}→${to}`)) await expect(move).resolves.toMatchObject({ rowCount: 1 });
    else await expect(move).rejects.toMatchObject({ constraint: "review_packs_one_way" });
  });

  it("of 25 pairs 5 are no-ops, 4 are legal and 16 are refused", () => {
    const noOps = pairs.filter(([from, to]) => from === to).length;
    expect([pairs.length, noOps, legal.length, pairs.length - noOps - legal.length]).toEqual([25, 5, 4, 16]);
  });
});
