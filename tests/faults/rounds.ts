import { setTimeout as pause } from "node:timers/promises";
import type { Actor } from "@/lib/auth/actor";
import { inSystem } from "@/lib/db";
import { expirePack } from "@/lib/review-packs/lifecycle";
import { reconcile } from "@/lib/review-packs/reconcile";
import { prune } from "@/lib/review-packs/retention";
import { type Chance, chanceFrom } from "./chance";
import { ask, type Client, change, makeClients, untilDone } from "./clients";
import { type Fault, strike, triableFaults } from "./faults";
import { Processes } from "./processes";
import type { Product } from "./product";
import { judge, judgeHouse, judgeSchedules } from "./verdict";
import { WholeProduct } from "./whole-product";

/** What is to be run. The same seed chooses the same faults at the same moments. */
export interface Plan {
  seed: number;
  rounds: number;
  /** The first round: one that failed can be run again without those before it. */
  from: number;
  /** The whole product as `npm start` runs it, instead of three application processes without pages. */
  isWhole: boolean;
  /** Only this fault; else any. */
  only?: string | undefined;
  logFile: string;
  /** Ends it after the round that is under way. */
  stop: AbortSignal;
  say(line: string): void;
}

/** Counts for the table: of one kind of fault, or of all. */
export interface Tally {
  rounds: number;
  requests: number;
  ready: number;
  failed: number;
  lost: number;
  doubled: number;
  corrupt: number;
  /** Files that no row owned when the round had ended, and those of them that reconcile does not name. */
  stray: number;
  unnamed: number;
  /** Anything else that was not as it should be: operations, notifications, audit, doctor. */
  wrong: number;
  slowestSeconds: number;
}

/** What a run gave. */
export interface Outcome {
  byFault: Map<Fault, Tally>;
  /** Each thing that was wrong, with the round. */
  wrong: string[];
  isDiskTried: boolean;
  starts: number;
  gaveUp: number;
}

// What has not ended by then is lost: the time in which the reaper has to find it (generation.md).
const endLimitMs = 900_000;
const dayMs = 86_400_000;

/** Starts the product, breaks it as often as wanted, and judges after each time. */
export async function runRounds(plan: Plan): Promise<Outcome> {
  const victim = await (plan.isWhole ? WholeProduct : Processes).start(plan.logFile);
  const outcome: Outcome = {
    byFault: new Map(),
    wrong: [],
    isDiskTried: victim.hasSmallDisk,
    starts: 0,
    gaveUp: 0,
  };
  try {
    const { actor, clients } = await makeClients();
    const known = triableFaults(victim, plan.only);
    const last = plan.from + plan.rounds - 1;
    for (let round = plan.from; round <= last && !plan.stop.aborted; round++) {
      // Each round from a seed of its own, so that one can be chosen as if those before it had been run.
      const chance = chanceFrom(plan.seed * 1_000_003 + round);
      const fault = chance.pick(known);
      const result = await runRound({ victim, actor, clients, chance, fault, mark: `${plan.seed}.${round}` });
      add(outcome, fault, result.tally);
      outcome.wrong.push(...result.wrong.map((line) => `round ${round} (${fault}): ${line}`));
      const { ready, failed, slowestSeconds } = result.tally;
      plan.say(
        `${round}/${last} ${fault} after ${result.delayMs} ms: ${ready} ready, ${failed} failed, ${slowestSeconds.toFixed(1)} s${result.wrong.map((line) => `\n    WRONG ${line}`).join("")}`,
      );
    }
    outcome.wrong.push(...(await untilDone(judgeSchedules)));
  } finally {
    outcome.starts = victim.starts;
    outcome.gaveUp = victim.gaveUp;
    await victim.end();
  }
  return outcome;
}

interface Round {
  victim: Product;
  actor: Actor;
  clients: Client[];
  chance: Chance;
  fault: Fault;
  mark: string;
}

async function runRound(round: Round): Promise<{ tally: Tally; wrong: string[]; delayMs: number }> {
  const { victim, actor, clients, chance, fault, mark } = round;
  const begun = performance.now();
  const newest = await newestPack();
  const chosen = clients.filter(() => chance.happens(55));
  const asking = chosen.length > 0 ? chosen : [chance.pick(clients)];
  // A queue that is down from the start has everything wait for it.
  const delayMs = fault.startsWith("queue down") ? 0 : Math.round(chance.between(0, 5000) * Math.max(victim.pace, 0.3));
  const plans = asking.map((client) => ({
    client,
    asked: new Set<string>(),
    times: chance.between(1, 3),
    isSent: chance.happens(85),
    changesAfterMs: chance.happens(25) ? chance.between(0, 1500) : null,
  }));
  const keeping = setInterval(() => void victim.upAgain().catch(() => {}), 500);
  const striking = pause(delayMs).then(() => strike(fault, victim, chance));
  await Promise.all(
    plans.map(async ({ client, asked, times, isSent, changesAfterMs }) => {
      await change(client, mark);
      const ids = Array.from({ length: times }, () => ask(actor, client, isSent).then((id) => asked.add(id)));
      const changing =
        changesAfterMs === null ? null : pause(changesAfterMs).then(() => change(client, `${mark} late`));
      await Promise.all([...ids, changing]);
    }),
  );
  await striking;
  await untilEnded(newest);
  clearInterval(keeping);
  if (victim instanceof Processes) victim.suffer({ calm: true });

  const tally = emptyTally();
  const wrong: string[] = [];
  for (const { client, asked } of plans) {
    const verdict = await untilDone(() => judge(client.id, newest, asked));
    tally.requests += 1;
    tally[verdict.end] += 1;
    tally.doubled += Number(verdict.isDoubled);
    tally.corrupt += Number(verdict.isCorrupt);
    wrong.push(...verdict.wrong.map((line) => `${client.slug}: ${line}`));
  }
  const house = await untilDone(judgeHouse);
  tally.stray = house.stray.length;
  tally.unnamed = house.unnamed.length;
  wrong.push(...house.unnamed.map((file) => `reconcile does not name ${file}`));
  wrong.push(...house.doctor.map((line) => `doctor: ${line}`));
  wrong.push(...(await untilDone(() => sweep(actor, newest))).map((line) => `afterwards: ${line}`));
  tally.rounds = 1;
  tally.wrong = wrong.length;
  tally.slowestSeconds = (performance.now() - begun) / 1000;
  return { tally, wrong, delayMs };
}

async function newestPack(): Promise<bigint> {
  const newest = await untilDone(() => inSystem((tx) => tx.reviewPack.findFirst({ orderBy: { id: "desc" } })));
  return newest?.id ?? 0n;
}

/** Until no pack is under way and each that ended was told of, or the time is up; what is open then counts as lost. */
async function untilEnded(after: bigint): Promise<void> {
  const until = performance.now() + endLimitMs;
  while (performance.now() < until) {
    const open = await inSystem(async (tx) => {
      const packs = await tx.reviewPack.findMany({
        where: { id: { gt: after } },
        select: { status: true, operationRunId: true },
      });
      const runs = packs.flatMap((pack) => pack.operationRunId ?? []);
      const told = await tx.notification.count({ where: { operationRunId: { in: runs } } });
      return packs.some((pack) => pack.status === "queued" || pack.status === "generating") || told < 2 * packs.length;
    }).catch(() => true);
    if (!open) return;
    await pause(100);
  }
}

/** Expires the round's packs; two prunes at once and a reconcile that mends have to leave nothing. @returns what is left. */
async function sweep(actor: Actor, after: bigint): Promise<string[]> {
  const packs = await inSystem((tx) =>
    tx.reviewPack.findMany({ where: { id: { gt: after }, status: "ready" }, include: { tenant: true } }),
  );
  for (const pack of packs) await expirePack(actor, pack.tenant.slug, pack.id, new Date());
  await Promise.all([prune(new Date()), prune(new Date())]);
  await reconcile(new Date(Date.now() + 2 * dayMs), { fix: true });
  return (await judgeHouse()).stray.map((file) => `${file} is left`);
}

function emptyTally(): Tally {
  return {
    rounds: 0,
    requests: 0,
    ready: 0,
    failed: 0,
    lost: 0,
    doubled: 0,
    corrupt: 0,
    stray: 0,
    unnamed: 0,
    wrong: 0,
    slowestSeconds: 0,
  };
}

function add(outcome: Outcome, fault: Fault, more: Tally): void {
  outcome.byFault.set(fault, sum([outcome.byFault.get(fault) ?? emptyTally(), more]));
}

/** All of them together. */
export function sum(tallies: Iterable<Tally>): Tally {
  const total = emptyTally();
  for (const tally of tallies) {
    for (const name of Object.keys(total) as (keyof Tally)[])
      total[name] = name === "slowestSeconds" ? Math.max(total[name], tally[name]) : total[name] + tally[name];
  }
  return total;
}
