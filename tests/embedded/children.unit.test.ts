import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Child } from "@/lib/embedded/children";
import { identifyProcess, isGoneWithin, type ProcessIdentity } from "@/lib/embedded/process-identity";

let root: string;
let child: Child | undefined;
let runs: ProcessIdentity[];
let notes: string[];
let failures: string[];

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "tenantpilot-children-"));
  await mkdir(path.join(root, "bin"));
  [runs, notes, failures] = [[], [], []];
});

afterEach(async () => {
  await child?.stop(0);
  await rm(root, { recursive: true, force: true });
});

/** A part whose process runs this code in place of bin/child.mjs. */
async function keep(code: string, untilStartable = async () => {}): Promise<Child> {
  await writeFile(path.join(root, "bin/child.mjs"), code);
  child = new Child({
    name: "server",
    root,
    environment: {},
    output: () => {},
    running: (identity) => runs.push(identity),
    untilStartable,
    restarted: (how) => notes.push(how),
    failed: (error) => failures.push(error.message),
  });
  return child;
}

const wellBehaved = `process.on("message", (m) => m === "stop" && process.exit(0)); process.on("disconnect", () => process.exit(0)); process.send("ready"); setInterval(() => {}, 1000);`;

test("a process that is killed is started again, with a note", async () => {
  const kept = await keep(wellBehaved);
  await kept.ready;
  process.kill(runs[0]?.pid ?? 0, "SIGKILL");
  await expect.poll(() => runs.length, { timeout: 4000 }).toBe(2);
  expect(notes).toEqual(["was ended by SIGKILL"]);
  expect(failures).toEqual([]);
});

/** A part that needs something, which is there once the second is called. */
async function keepWaiting(): Promise<[Child, () => void]> {
  let there: () => void = () => {};
  const needed = new Promise<void>((resolve) => {
    there = resolve;
  });
  const kept = await keep(wellBehaved, () => needed);
  await kept.ready;
  process.kill(runs[0]?.pid ?? 0, "SIGKILL");
  await new Promise((resolve) => setTimeout(resolve, 500));
  return [kept, there];
}

test("a process that dies is not started again before what it needs is there, however long that takes", async () => {
  const [, there] = await keepWaiting();
  expect([runs.length, notes]).toEqual([1, []]);
  there();
  await expect.poll(() => runs.length, { timeout: 4000 }).toBe(2);
  expect(failures).toEqual([]);
});

test("a process that was stopped while it waited for what it needs is not started again", async () => {
  const [kept, there] = await keepWaiting();
  await kept.stop(0);
  there();
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect([runs.length, notes, failures]).toEqual([1, [], []]);
});

test("a process that keeps dying is given up after three restarts", async () => {
  await keep(`process.send("ready", () => process.exit(7));`);
  await expect
    .poll(() => failures, { timeout: 5000 })
    .toEqual(["The server ended with 7, 4 times within a minute: ended with 7"]);
  expect(runs).toHaveLength(4);
});

test("a process that cannot start says why, and is not tried again", async () => {
  const kept = await keep(`process.send({ failed: "the port is taken" }, () => process.exit(1));`);
  await expect(kept.ready).rejects.toThrow("The server did not start: the port is taken");
  expect(runs).toHaveLength(1);
});

test("what a process printed before it died without a word is in the error", async () => {
  const kept = await keep(`throw new Error("no such module")`);
  await expect(kept.ready).rejects.toThrow(/did not start: .*no such module/s);
});

test("a stop waits for the process, and ends one that does not listen", async () => {
  const deaf = await keep(`process.on("SIGTERM", () => {}); process.send("ready"); setInterval(() => {}, 1000);`);
  await deaf.ready;
  await deaf.stop(200);
  expect(runs[0] && identifyProcess(runs[0].pid)).toBeNull();
  expect([notes, failures]).toEqual([[], []]);
});

test("the processes end when the one that started them is killed", { timeout: 20_000 }, async () => {
  const module = JSON.stringify(path.resolve("lib/embedded/run-as-child.ts"));
  await writeFile(
    path.join(root, "bin/child.mjs"),
    `const { runAsChild } = await import(${module}); await runAsChild(async () => ({ stop: async () => {} })); setInterval(() => {}, 1000);`,
  );
  const code = `import { spawn } from "node:child_process"; const c = spawn(process.execPath, ["--import", "tsx", ${JSON.stringify(path.join(root, "bin/child.mjs"))}], { detached: true, stdio: ["ignore", "ignore", "ignore", "ipc"] }); c.on("message", () => console.log(c.pid));`;
  const supervisor = spawn(process.execPath, ["--input-type=module", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [printed] = await once(supervisor.stdout, "data");
  const part = identifyProcess(Number(printed));
  expect(part).not.toBeNull();
  supervisor.kill("SIGKILL");
  expect(part && (await isGoneWithin(part, 5000))).toBe(true);
});
