import { mkdir, writeFile } from "node:fs/promises";
import os from "node:os";
import type { CopyRun, PackRun, RivalRun } from "./contestants";

/** All runs of all rounds. */
export interface Runs {
  packs: PackRun[];
  /** Packs of the same tenant without people's data. */
  redacted: PackRun[];
  /** Packs of the tenant with fewer findings. */
  small: PackRun[];
  copies: CopyRun[];
  others: Record<string, RivalRun[]>;
}

interface Sizes {
  rows: number;
  fewRows: number;
  /** How many findings the rivals packed. */
  rivalsRows: number;
  /** Of one row in the database. */
  rowBytes: number;
}

/** Medians and ratios. Seconds, bytes, and what the names say. */
export function summarise({ packs, redacted, small, copies, others }: Runs, sizes: Sizes) {
  const build = ({ seconds }: PackRun) => seconds.collect + seconds.render + seconds.assemble;
  const part = (name: keyof PackRun["seconds"]) => median(packs.map(({ seconds }) => seconds[name]));
  const pack = median(packs.map(build));
  const fewPack = median(small.map(build));
  const copy = median(copies.map(({ seconds }) => seconds));
  const perFinding = { few: (fewPack / sizes.fewRows) * 1e6, many: (pack / sizes.rows) * 1e6 };
  return {
    ...sizes,
    rounds: packs.length,
    node: process.version,
    cpus: os.cpus().length,
    packSeconds: pack,
    collectSeconds: part("collect"),
    renderSeconds: part("render"),
    assembleSeconds: part("assemble"),
    verifySeconds: part("verify"),
    copySeconds: median(copies.map(({ copySeconds }) => copySeconds)),
    zipSeconds: median(copies.map(({ zipSeconds }) => zipSeconds)),
    copyZipSeconds: copy,
    ratio: pack / copy,
    ratioWithoutPeople: median(redacted.map(build)) / copy,
    ratioWithVerify: median(packs.map((one) => build(one) + one.seconds.verify)) / copy,
    zipBytes: { pack: packs[0]?.zipBytes ?? 0, copyZip: copies[0]?.zipBytes ?? 0 },
    peakAboveIdleMb: {
      few: median(small.map((one) => one.peakAboveIdleMb)),
      many: median(packs.map((one) => one.peakAboveIdleMb)),
    },
    microsecondsPerFinding: perFinding,
    growth: perFinding.many / perFinding.few,
    longestBlockMs: Math.max(...packs.map((one) => one.longestBlockMs)),
    rivals: Object.entries(others).map(([name, runs]) => {
      const seconds = median(runs.map((one) => one.seconds));
      return { name, seconds, ratio: seconds / (sizes.rivalsRows === sizes.rows ? pack : fewPack) };
    }),
  };
}

/** Prints the table, and leaves the numbers in tests/.output/bench.json. */
export async function printResult(result: ReturnType<typeof summarise>): Promise<void> {
  await mkdir("tests/.output", { recursive: true });
  await writeFile("tests/.output/bench.json", `${JSON.stringify(result, null, 2)}\n`);
  const { rows, fewRows, rivalsRows, peakAboveIdleMb, microsecondsPerFinding } = result;
  const line = (name: string, ...values: string[]) =>
    console.log(`${name.padEnd(62)} ${values.join(" / ").padStart(18)}`);
  const seconds = (...numbers: number[]) => numbers.map((number) => number.toFixed(2));
  console.log(
    `\n${rows} findings of ${result.rowBytes} bytes, median of ${result.rounds}, alternating; Node ${result.node}, ${result.cpus} processors\n`,
  );
  line("pack with all its entries: collect + render + assemble (s)", ...seconds(result.packSeconds));
  line(
    "  collect / render / assemble (s)",
    ...seconds(result.collectSeconds, result.renderSeconds, result.assembleSeconds),
  );
  line("the findings' three entries by COPY, then zip -6 (s)", ...seconds(result.copyZipSeconds));
  line("  COPY / zip (s)", ...seconds(result.copySeconds, result.zipSeconds));
  line("pack : COPY + zip", ...seconds(result.ratio));
  line("the same without people's data", ...seconds(result.ratioWithoutPeople));
  line("pack : COPY + zip, with the pack read back and verified", ...seconds(result.ratioWithVerify));
  line("size of the ZIP, pack : COPY + zip", ...seconds(result.zipBytes.pack / result.zipBytes.copyZip));
  line(
    `peak memory above idle, ${fewRows} / ${rows} findings (MB)`,
    peakAboveIdleMb.few.toFixed(0),
    peakAboveIdleMb.many.toFixed(0),
  );
  line(
    `time per finding, ${fewRows} / ${rows} findings (µs)`,
    microsecondsPerFinding.few.toFixed(0),
    microsecondsPerFinding.many.toFixed(0),
  );
  line("longest time that the event loop stood still (ms)", result.longestBlockMs.toFixed(0));
  for (const rival of result.rivals)
    line(`${rival.name}, ${rivalsRows} findings (s / times the pack)`, ...seconds(rival.seconds, rival.ratio));
}

/** The middle one; 0 of none. */
export function median(numbers: number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
