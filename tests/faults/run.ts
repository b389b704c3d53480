import path from "node:path";
import { parseArgs } from "node:util";
import { type Outcome, runRounds, sum, type Tally } from "./rounds";

// `npm run faults -- --seed N --rounds M [--from K] [--fault NAME] [--whole]`: breaks the running product M times and judges
// what came of each request (docs/reliability.md). The same seed breaks it in the same ways at the same moments.

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    rounds: { type: "string", default: "20" },
    from: { type: "string", default: "1" },
    fault: { type: "string" },
    whole: { type: "boolean", default: false },
  },
});
const [seed, rounds, from] = [Number(values.seed), Number(values.rounds), Number(values.from)];
if (![seed, rounds, from].every(Number.isInteger) || rounds < 1 || from < 1)
  throw new Error("Use: npm run faults -- --seed N --rounds M [--from K] [--fault NAME] [--whole]");
const logFile = path.resolve(import.meta.dirname, `../.output/faults-${seed}.log`);
const stop = new AbortController();
// The table of what was done is worth having.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());
const begun = performance.now();
const outcome = await runRounds({
  seed,
  rounds,
  from,
  isWhole: values.whole,
  only: values.fault,
  logFile,
  stop: stop.signal,
  say: (line) => console.error(line),
});
report(outcome, (performance.now() - begun) / 60_000);
process.exit(outcome.wrong.length > 0 ? 1 : 0);

function report({ byFault, wrong, isDiskTried, starts, gaveUp }: Outcome, minutes: number): void {
  const rows = [...byFault].sort(([a], [b]) => (a < b ? -1 : 1));
  console.log(
    "| fault | rounds | requests | ended ready | ended failed with reason | lost | doubled | corrupt | stray files, named | not named | other | slowest, s |",
  );
  console.log("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
  for (const [name, tally] of [...rows, ["**all**", sum(byFault.values())] as const]) console.log(rowOf(name, tally));
  console.log(
    `\nseed ${seed}, rounds from ${from}, ${minutes.toFixed(1)} minutes; the product was started ${starts} times, ${gaveUp} of them after it had given up.`,
  );
  if (!isDiskTried) console.log("NOT TRIED: a full disk needs a small tmpfs, and mounting one needs root.");
  for (const line of wrong) console.log(`WRONG ${line}`);
}

function rowOf(name: string, t: Tally): string {
  const numbers = [
    t.rounds,
    t.requests,
    t.ready,
    t.failed,
    t.lost,
    t.doubled,
    t.corrupt,
    t.stray - t.unnamed,
    t.unnamed,
  ];
  return `| ${[name, ...numbers, t.wrong, t.slowestSeconds.toFixed(1)].join(" | ")} |`;
}
