import { type RunnerOptions, startRunner } from "@/lib/embedded/runner/start-runner";

// A runner as a process of its own, for tests that kill it. Options come as JSON; "ready" on standard output says that it runs.
const runner = await startRunner({
  ...(JSON.parse(process.argv[2] ?? "{}") as RunnerOptions),
  retryBackoffMs: () => 50,
});
process.on("SIGTERM", () => {
  void runner.stop().then(() => process.exit(0));
});
process.stdout.write("ready\n");
