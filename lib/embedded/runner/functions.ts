import { CronExpressionParser } from "cron-parser";
import { z } from "zod";
import { type Client, inTransaction } from "./database";
import { limits } from "./limits";

/** What starts a function: an event by name (for onFailure: of one failed function), or a schedule in UTC. */
type Trigger = { event: string; ofFunction?: string } | { cron: string };

/** At most `limit` calls at once for each value of `path` (`event.data.…`), or for the whole function when null. */
interface Concurrency {
  limit: number;
  path: string | null;
}

/** A function as the app registered it, as far as the runner knows it. */
export interface DurableFunction {
  /** `<client id>-<function id>`, as in `fnId`. */
  id: string;
  name: string;
  /** Attempts after the first. */
  retries: number;
  triggers: Trigger[];
  concurrency: Concurrency[];
  /** `event.data.…` whose value starts this function once in 24 hours. */
  idempotency: string | null;
}

/** What an app sends to /fn/register. */
export interface Registration {
  appId: string;
  functions: DurableFunction[];
}

/** A registration that the runner cannot keep to. `problems` names each function and what it uses. */
export class RegistrationError extends Error {
  constructor(readonly problems: string[]) {
    super(`The embedded runner cannot run these functions as they ask: ${problems.join("; ")}.`);
    this.name = "RegistrationError";
  }
}

const limitSchema = z.object({
  limit: z.number().int().min(0),
  key: z.string().optional(),
  scope: z.string().optional(),
});
const functionSchema = z.looseObject({
  id: z.string().min(1),
  name: z.string().optional(),
  triggers: z.array(
    z.looseObject({ event: z.string().optional(), expression: z.string().optional(), cron: z.string().optional() }),
  ),
  steps: z.object({ step: z.object({ retries: z.object({ attempts: z.number().int().min(0).max(20) }).optional() }) }),
  concurrency: z.union([z.number().int().min(0), limitSchema, z.array(limitSchema).max(2)]).optional(),
  idempotency: z.string().optional(),
});
const bodySchema = z.object({ appName: z.string().min(1), functions: z.array(functionSchema) });
type GivenFunction = z.infer<typeof functionSchema>;

const known = new Set(["id", "name", "description", "triggers", "steps", "concurrency", "idempotency"]);
const dataPath = /^event\.data(\.[A-Za-z_]\w*)+$/;
const onFailureExpression = /^event\.data\.function_id == '([^']+)'$/;

/**
 * Reads a registration, all or nothing: a function that would silently run otherwise than it asks is refused by name.
 * @throws {RegistrationError} for what is not supported. @throws {z.ZodError} for what is no registration.
 */
export function parseRegistration(body: unknown): Registration {
  const given = bodySchema.parse(body);
  const problems: string[] = [];
  const functions = given.functions.map((fn) => readFunction(fn, (what) => problems.push(`${fn.id} uses ${what}`)));
  if (problems.length > 0) throw new RegistrationError(problems);
  return { appId: given.appName, functions };
}

function readFunction(given: GivenFunction, refuse: (what: string) => void): DurableFunction {
  for (const [key, value] of Object.entries(given)) if (!known.has(key) && value !== undefined) refuse(key);
  const idempotency = given.idempotency ?? null;
  if (idempotency !== null && !dataPath.test(idempotency)) refuse(`the idempotency expression ${idempotency}`);
  return {
    id: given.id,
    name: given.name ?? given.id,
    retries: given.steps.step.retries?.attempts ?? limits.retriesDefault,
    triggers: given.triggers.map((trigger) => readTrigger(trigger, refuse)),
    concurrency: readConcurrency(given.concurrency, refuse),
    idempotency,
  };
}

function readTrigger(given: GivenFunction["triggers"][number], refuse: (what: string) => void): Trigger {
  if (given.cron !== undefined) {
    if (!isCron(given.cron) || given.jitter !== undefined)
      refuse(`the schedule ${given.cron} (five fields, UTC, no jitter)`);
    return { cron: given.cron };
  }
  const event = given.event ?? "";
  if (event === "" || event.includes("*")) refuse(`the event name "${event}"`);
  const ofFunction = onFailureExpression.exec(given.expression ?? "")?.[1];
  if (given.expression !== undefined && !ofFunction) refuse(`the trigger expression ${given.expression}`);
  // Without the expression a handler of all failures would be started by its own.
  if (event.startsWith("inngest/") !== (ofFunction !== undefined))
    refuse(`the trigger ${event}, known only as onFailure`);
  return ofFunction === undefined ? { event } : { event, ofFunction };
}

function isCron(text: string): boolean {
  if (text.trim().split(/\s+/).length !== 5) return false;
  try {
    CronExpressionParser.parse(text, { tz: "UTC" });
    return true;
  } catch {
    return false;
  }
}

function readConcurrency(given: GivenFunction["concurrency"], refuse: (what: string) => void): Concurrency[] {
  const all = given === undefined ? [] : [given].flat().map((one) => (typeof one === "number" ? { limit: one } : one));
  return all.flatMap(({ limit, key, scope }: z.infer<typeof limitSchema>) => {
    if (scope !== undefined && scope !== "fn") refuse(`concurrency of scope ${scope}`);
    if (key !== undefined && !dataPath.test(key)) refuse(`the concurrency key ${key}`);
    return limit === 0 ? [] : [{ limit, path: key ?? null }]; // 0 means no limit, as at Inngest
  });
}

/** The value at `event.data.…` of an event; undefined when there is none. */
export function valueAt(path: string, data: unknown): unknown {
  return path
    .split(".")
    .slice(2)
    .reduce<unknown>((value, key) => (isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined), data);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** Stores a registration: the app's functions are from now on exactly these. Runs in progress go on. */
export async function storeRegistration(client: Client, { appId, functions }: Registration): Promise<void> {
  await inTransaction(client, async () => {
    await client.query("UPDATE durable.functions SET is_registered = false WHERE app_id = $1 AND NOT id = ANY($2)", [
      appId,
      functions.map((fn) => fn.id),
    ]);
    for (const fn of [...functions].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      await client.query(
        `INSERT INTO durable.functions (id, app_id, name, retries, triggers, concurrency, idempotency, is_registered)
         VALUES ($1, $2, $3, $4, $5, $6, $7, true)
         ON CONFLICT (id) DO UPDATE SET app_id = excluded.app_id, name = excluded.name, retries = excluded.retries, triggers = excluded.triggers,
           concurrency = excluded.concurrency, idempotency = excluded.idempotency, is_registered = true, registered_at = now()`,
        [
          fn.id,
          appId,
          fn.name,
          fn.retries,
          JSON.stringify(fn.triggers),
          JSON.stringify(fn.concurrency),
          fn.idempotency,
        ],
      );
    }
  });
}

/** All functions that are registered now. A few dozen at most: matching is done here, not in SQL. */
export async function listFunctions(client: Client): Promise<DurableFunction[]> {
  const { rows } = await client.query<DurableFunction>(
    "SELECT id, name, retries, triggers, concurrency, idempotency FROM durable.functions WHERE is_registered ORDER BY id",
  );
  return rows;
}
