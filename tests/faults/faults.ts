import { setTimeout as pause } from "node:timers/promises";
import { inSystem } from "@/lib/db";
import { relayOutbox } from "@/lib/outbox/outbox";
import { reconcile } from "@/lib/review-packs/reconcile";
import { reap } from "@/lib/review-packs/recovery";
import { prune } from "@/lib/review-packs/retention";
import { type PackStep, packSteps } from "@/lib/review-packs/status";
import type { Chance } from "./chance";
import type { DiskFault } from "./inside-child";
import { Processes } from "./processes";
import type { Product } from "./product";

type Strike<P extends Product> = (product: P, chance: Chance) => Promise<void>;

/** A wait as long as the product's pace has it. */
const span = (product: Product, chance: Chance, low: number, high: number) =>
  Math.round(chance.between(low, high) * product.pace);
const anyCopy = (product: Product, chance: Chance) => chance.between(0, product.copies - 1);
const stopModes = ["fast", "immediate"] as const;

/** What can happen to the product in the middle of its work. Each leaves it able to go on, sooner or later. */
const common = {
  "server killed": (product, chance) => product.signalPart("server", anyCopy(product, chance), "SIGKILL"),
  "runner killed": (product, chance) => product.signalPart("runner", anyCopy(product, chance), "SIGKILL"),
  "database killed": async (product) => product.signalDatabase("SIGKILL"),
  "all killed, started again": async (product) => {
    await product.killEverything();
    await product.up();
  },
  "stopped in order, started again": async (product) => {
    await product.stopInOrder();
    await product.up();
  },
  "database away": (product, chance) =>
    product.unwatched(span(product, chance, 1000, 12_000), () => product.stopDatabase(chance.pick(stopModes))),
  "queue away": (product, chance) =>
    product.unwatched(span(product, chance, 1000, 12_000), () =>
      product.signalPart("runner", anyCopy(product, chance), "SIGKILL"),
    ),
  "server away": (product, chance) =>
    product.unwatched(span(product, chance, 1000, 8000), () =>
      product.signalPart("server", anyCopy(product, chance), "SIGKILL"),
    ),
  "database stopped": async (product, chance) => {
    for (let times = chance.between(1, 3); times > 0; times--) {
      await product.stopDatabase(chance.pick(stopModes));
      await pause(span(product, chance, 200, 2500));
    }
  },
  "database hangs": async (product, chance) => {
    product.signalDatabase("SIGSTOP");
    await pause(span(product, chance, 500, 8000));
    product.signalDatabase("SIGCONT");
  },
  "queue hangs": (product, chance) => hang(product, chance, "runner"),
  "server hangs": (product, chance) => hang(product, chance, "server"),
  "disk full for a moment": async (product, chance) => {
    await product.fillDisk();
    await pause(span(product, chance, 100, 3000));
    await product.emptyDisk();
  },
  "disk full": async (product) => {
    await product.fillDisk();
    await pause(8000 * product.pace);
    await product.emptyDisk();
  },
} satisfies Record<string, Strike<Product>>;

async function hang(product: Product, chance: Chance, part: "server" | "runner"): Promise<void> {
  const copy = anyCopy(product, chance);
  await product.signalPart(part, copy, "SIGSTOP");
  await pause(span(product, chance, 500, 8000));
  await product.signalPart(part, copy, chance.pick(["SIGCONT", "SIGKILL"]));
}

const dayMs = 86_400_000;
// A pack of these tenants makes about so many.
const diskOperationsMax = 140;

/** What needs several processes, or a way into them. */
const within = {
  "every server killed": (product) => killAll(product, "server"),
  "every runner killed": (product) => killAll(product, "runner"),
  "a server and the database killed": async (product, chance) => {
    await product.signalPart("server", anyCopy(product, chance), "SIGKILL");
    product.signalDatabase("SIGKILL");
  },
  "clock a day ahead, then right": (product, chance) => jump(product, chance, dayMs),
  "clock a day behind, then right": (product, chance) => jump(product, chance, -dayMs),
  "a write finds no room": (product, chance) => failOnDisk(product, chance, "no room"),
  "a write fails": (product, chance) => failOnDisk(product, chance, "input/output error"),
  "a read fails": (product, chance) => failOnDisk(product, chance, "read error"),
  "short writes": (product, chance) => failOnDisk(product, chance, "short writes"),
  "sweeps, two of each at once": async () => {
    for (let times = 0; times < 4; times++) {
      const now = new Date();
      const twice = [0, 1].flatMap(() => [prune(now), reap(now), relay(now), reconcile(now, { fix: true })]);
      await Promise.allSettled(twice);
    }
  },
} satisfies Record<string, Strike<Processes>>;

/** What takes so long that it is tried only when asked for by name. */
const slow: Record<string, Strike<Processes>> = {
  ...Object.fromEntries(packSteps.map((step) => [`database gone for 30 s at ${step}`, goneAt(step)])),
  "queue down for ten minutes": (product) => product.unwatched(600_000, () => killAll(product, "runner")),
};

/** The database is ended at once when a pack is at this step. */
function goneAt(step: PackStep): Strike<Processes> {
  return async (product) => {
    await untilAtStep(step);
    await product.unwatched(30_000, () => product.stopDatabase("immediate"));
  };
}

/** @throws {Error} when no pack comes to the step: then nothing would be proved. */
async function untilAtStep(step: PackStep): Promise<void> {
  const until = performance.now() + 60_000;
  while (performance.now() < until) {
    // To claim is one transaction: it is seen as the pack that waits for it.
    const found = await inSystem((tx) =>
      step === "claim"
        ? tx.reviewPack.count({ where: { status: "queued" } })
        : tx.operationStep.count({ where: { name: step, status: "running" } }),
    ).catch(() => 0);
    if (found > 0) return;
    await pause(2);
  }
  throw new Error(`No pack was seen at the step ${step}.`);
}

async function killAll(product: Processes, part: "server" | "runner"): Promise<void> {
  for (let copy = 0; copy < product.copies; copy++) await product.signalPart(part, copy, "SIGKILL");
}

async function jump(product: Processes, chance: Chance, clockMs: number): Promise<void> {
  product.suffer({ clockMs });
  await pause(span(product, chance, 1000, 8000));
  product.suffer({ clockMs: 0 });
}

async function failOnDisk(product: Processes, chance: Chance, disk: DiskFault): Promise<void> {
  product.suffer({ disk, after: chance.between(0, diskOperationsMax) });
}

/** The client reads the queue's address when it is loaded. */
async function relay(now: Date): Promise<void> {
  const { sendEvents } = await import("@/inngest/send");
  await relayOutbox(sendEvents, now);
}

/** The name of one: see triableFaults. */
export type Fault = string;

// Many processes have to start again after these, so they are chosen less often than the others.
const costly = new Set<string>(["all killed, started again", "stopped in order, started again", "every server killed"]);
const usualTimes = 4;

/** The one of this name, or those that can be tried here, each as often as it is to be chosen: without a small disk none that fill it. */
export function triableFaults(product: Product, only?: string): Fault[] {
  if (only !== undefined) {
    const known = { ...common, ...(product instanceof Processes ? { ...within, ...slow } : {}) };
    if (only in known) return [only];
    throw new Error(`There is no fault "${only}" here: ${Object.keys(known).join(", ")}.`);
  }
  const all = [...Object.keys(common), ...(product instanceof Processes ? Object.keys(within) : [])];
  const triable = product.hasSmallDisk ? all : all.filter((name) => !name.startsWith("disk"));
  return triable.flatMap((name) => Array.from({ length: costly.has(name) ? 1 : usualTimes }, () => name));
}

/** Does it. */
export async function strike(fault: Fault, product: Product, chance: Chance): Promise<void> {
  const everywhere: Record<string, Strike<Product>> = common;
  const many: Record<string, Strike<Processes>> = { ...within, ...slow };
  if (product instanceof Processes && many[fault]) return many[fault](product, chance);
  await everywhere[fault]?.(product, chance);
}
