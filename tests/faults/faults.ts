import { setTimeout as pause } from "node:timers/promises";
import type { Chance } from "./chance";
import type { Victim } from "./victim";

/** What can happen to the product in the middle of its work. Each leaves it able to go on, sooner or later. */
export const faults = {
  "server killed": (victim) => victim.signalPart("server", "SIGKILL"),
  "runner killed": (victim) => victim.signalPart("runner", "SIGKILL"),
  "database killed": async (victim) => victim.signalDatabase("SIGKILL"),
  "all killed, started again": async (victim) => {
    await victim.killEverything();
    await victim.up();
  },
  "stopped in order, started again": async (victim) => {
    await victim.stopInOrder();
    await victim.up();
  },
  "database away": (victim, chance) =>
    victim.unwatched(chance.between(1000, 12_000), () => victim.stopDatabase(chance.pick(["fast", "immediate"]))),
  "queue away": (victim, chance) =>
    victim.unwatched(chance.between(1000, 12_000), () => victim.signalPart("runner", "SIGKILL")),
  "server away": (victim, chance) =>
    victim.unwatched(chance.between(1000, 8000), () => victim.signalPart("server", "SIGKILL")),
  "database stopped": async (victim, chance) => {
    for (let times = chance.between(1, 3); times > 0; times--) {
      await victim.stopDatabase(chance.pick(["fast", "immediate"]));
      await pause(chance.between(200, 2500));
    }
  },
  "database hangs": async (victim, chance) => {
    victim.signalDatabase("SIGSTOP");
    await pause(chance.between(500, 8000));
    victim.signalDatabase("SIGCONT");
  },
  "queue hangs": async (victim, chance) => {
    await victim.signalPart("runner", "SIGSTOP");
    await pause(chance.between(500, 8000));
    await victim.signalPart("runner", chance.pick(["SIGCONT", "SIGKILL"]));
  },
  "server hangs": async (victim, chance) => {
    await victim.signalPart("server", "SIGSTOP");
    await pause(chance.between(500, 8000));
    await victim.signalPart("server", chance.pick(["SIGCONT", "SIGKILL"]));
  },
  "disk full for a moment": async (victim, chance) => {
    await victim.fillDisk();
    await pause(chance.between(100, 3000));
    await victim.emptyDisk();
  },
  "disk full": async (victim) => {
    await victim.fillDisk();
    await pause(8000);
    await victim.emptyDisk();
  },
} satisfies Record<string, (victim: Victim, chance: Chance) => Promise<void>>;

export type Fault = keyof typeof faults;

/** The faults that can be tried here: without a small disk none that fill it. */
export function triableFaults(victim: Victim): Fault[] {
  const all = Object.keys(faults) as Fault[];
  return victim.hasSmallDisk ? all : all.filter((name) => !name.startsWith("disk"));
}
