import type { Command } from "commander";
import { describeFailure } from "@/bin/command";
import { compile } from "@/bin/compiled.mjs";
import { projectRoot } from "@/bin/program";
import { findDemoState } from "@/lib/embedded/demo-state";
import { readSetting, type Setting } from "@/lib/embedded/environment";
import { lineProgress } from "@/lib/embedded/progress";
import { type StartFacts, superviseProduct } from "@/lib/embedded/supervisor";

/** `start`: the product in the foreground until Ctrl-C (running.md, The two lines). */
export function register(program: Command): void {
  program
    .command("start")
    .description("start the product: database, runner, web server")
    .option("--no-demo", "do not add demo data to a new database")
    .option("--dev", "with hot reload, as npm run dev does")
    .option("--json", "print one JSON document instead of the block when everything runs")
    .action(start);
}

async function start(options: { demo: boolean; dev?: boolean; json?: boolean }): Promise<void> {
  const signals = listenForSignals();
  // A terminal that is closed takes our output away, and must not end us in disorder.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  const given = { ...process.env };
  const setting = readSetting(
    given,
    { root: projectRoot, cwd: process.cwd() },
    options.dev ? "development" : "production",
  );
  const progress = lineProgress((line) => void process.stderr.write(`${line}\n`));
  const prepare = async (environment: Record<string, string>) => {
    // Later starts must not wait for the seeding code to load.
    const known = await findDemoState(setting.dataDir);
    if (!setting.isDatabaseEmbedded || (known && known.state !== "pending")) return;
    const { seedNewDatabase } = await import("@/lib/embedded/seed");
    await seedNewDatabase({ dataDir: setting.dataDir, environment, progress, wanted: options.demo });
  };
  const ready = async (facts: StartFacts) => {
    const demo = await findDemoState(setting.dataDir);
    process.stdout.write(options.json ? `${JSON.stringify(facts)}\n` : block(facts, setting, demo));
  };
  signals.stop.addEventListener("abort", () =>
    progress.say("Stopping: the web server, the runner, then the database …"),
  );
  try {
    // Whoever develops edits the next moment.
    if (!options.dev) await compile();
    await superviseProduct({ setting, given, progress, prepare, ready }, signals);
    progress.say("Stopped.");
  } catch (error) {
    const failure = describeFailure(error, setting);
    progress.say([failure.message, failure.next].filter(Boolean).join("\n"));
    process.exitCode = failure.exitCode;
  }
  // Nothing that is left (a timer, a socket that is closing) may keep a stopped product alive.
  process.exit();
}

/** npm passes a Ctrl-C on that the terminal has sent us already: only one that comes later is a second wish. */
function listenForSignals(): { stop: AbortSignal; hurry: AbortSignal } {
  const [stop, hurry] = [new AbortController(), new AbortController()];
  let first = 0;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      first ||= performance.now();
      if (!stop.signal.aborted) stop.abort(new Error(`stopped by ${signal}`));
      else if (performance.now() - first > 1500) hurry.abort();
    });
  }
  return { stop: stop.signal, hurry: hurry.signal };
}

function block(facts: StartFacts, setting: Setting, demo: Awaited<ReturnType<typeof findDemoState>>): string {
  const rows: [string, string][] = [["Open", facts.url]];
  if (setting.isDatabaseEmbedded && demo?.state === "seeded") {
    const people = demo.people.map(({ email, role }, index): [string, string] => [
      index === 0 ? "Sign in as" : "",
      `${email}  (${role})`,
    ]);
    rows.push(...people);
    rows.push(["Password", `${demo.password}  (the same for all who have not changed theirs)`]);
  }
  rows.push(["Data", facts.dataDir], ["Stop", "Ctrl-C"]);
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  const lines = rows.map(([name, value]) => `  ${name.padEnd(width)}${value}`);
  const recovered = facts.recovered.map((line) => `  ${line}`);
  return [
    "",
    `TenantPilot ${facts.version} is running.`,
    "",
    ...lines,
    ...(recovered.length > 0 ? ["", ...recovered] : []),
    "",
    "",
  ].join("\n");
}
