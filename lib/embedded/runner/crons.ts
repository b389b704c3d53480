import { CronExpressionParser } from "cron-parser";
import type pg from "pg";
import { type Client, poolTransaction } from "./database";
import { type DurableFunction, listFunctions } from "./functions";
import { acceptEvent } from "./start-runs";
import { newUlid } from "./ulid";

const clockToleranceMs = 10 * 60_000;

/**
 * Fires the schedules whose newest slot has not been fired, each slot once over all runners. Of slots missed while no
 * runner ran only the newest is fired; a schedule seen for the first time begins with its next slot.
 * @returns how many were fired.
 */
export async function fireCrons(pool: pg.Pool, now: Date): Promise<number> {
  let fired = 0;
  for (const fn of await listFunctions(pool)) {
    for (const trigger of fn.triggers) {
      if (!("cron" in trigger)) continue;
      // One beyond what clocks may differ by was fired while a clock was wrong: it must not silence the schedule until then.
      const latest = new Date(now.getTime() + clockToleranceMs);
      const slot = CronExpressionParser.parse(trigger.cron, { currentDate: now, tz: "UTC" }).prev().toDate();
      if (await isFired(pool, fn.id, trigger.cron, slot, latest)) continue;
      if (await poolTransaction(pool, (client) => fireSlot(client, fn, trigger.cron, { slot, latest }, now)))
        fired += 1;
    }
  }
  return fired;
}

async function isFired(pool: pg.Pool, functionId: string, cron: string, slot: Date, latest: Date): Promise<boolean> {
  const { rows } = await pool.query(
    "SELECT FROM durable.cron_slots WHERE function_id = $1 AND cron = $2 AND slot BETWEEN $3 AND $4",
    [functionId, cron, slot, latest],
  );
  return rows.length > 0;
}

/** Of several runners that come here with one slot, only one moves the mark, and the run starts in the same transaction. */
async function fireSlot(
  client: Client,
  fn: DurableFunction,
  cron: string,
  { slot, latest }: { slot: Date; latest: Date },
  now: Date,
): Promise<boolean> {
  const moved = await client.query<{ is_new: boolean }>(
    `INSERT INTO durable.cron_slots AS c (function_id, cron, slot) VALUES ($1, $2, $3)
     ON CONFLICT (function_id, cron) DO UPDATE SET slot = excluded.slot WHERE c.slot < excluded.slot OR c.slot > $4
     RETURNING xmax = 0 AS is_new`,
    [fn.id, cron, slot, latest],
  );
  if (moved.rows[0] === undefined || moved.rows[0].is_new) return false;
  const id = slot.toISOString().replace(".000Z", "Z");
  const event = {
    id,
    name: "inngest/scheduled.timer",
    ts: slot.getTime(),
    user: {},
    data: { cron, scheduledAt: id, fireAt: id },
  };
  await acceptEvent(client, newUlid(now), event, fn);
  return true;
}
