import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LockHeldError, lockFolder } from "@/lib/embedded/lock";

let folder: string;
let other: ChildProcess | undefined;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tenantpilot-lock-"));
});

afterEach(async () => {
  other?.kill("SIGKILL");
  other = undefined;
  await rm(folder, { recursive: true, force: true });
});

/** Another process that takes the lock and keeps it. */
async function holdElsewhere(): Promise<ChildProcess> {
  const code = `const { lockFolder } = await import(${JSON.stringify(path.resolve("lib/embedded/lock.ts"))}); await lockFolder(${JSON.stringify(folder)}); console.log("held"); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once("data", () => resolve());
    child.once("exit", (status) => reject(new Error(`ended with ${status}`)));
  });
  return child;
}

test("a second start is refused while the first runs, and named the process that does", {
  timeout: 20_000,
}, async () => {
  other = await holdElsewhere();
  const refusal = await lockFolder(folder).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(LockHeldError);
  expect(refusal).toMatchObject({ pid: other.pid });
});

test("the lock of a process that was killed is taken over", { timeout: 20_000 }, async () => {
  other = await holdElsewhere();
  const gone = new Promise((resolve) => other?.once("exit", resolve));
  other.kill("SIGKILL");
  await gone;
  const lock = await lockFolder(folder);
  expect(lock.tookOverFrom?.pid).toBe(other.pid);
});

test("a lock that is released can be taken again, and nothing is said to have been cut off", async () => {
  await (await lockFolder(folder)).release();
  expect((await lockFolder(folder)).tookOverFrom).toBeNull();
});

test("the same process id with another beginning is another process", async () => {
  await (await lockFolder(folder)).release();
  const claim = { holder: { pid: process.pid, born: "an earlier life" }, at: 0, name: "x.json" };
  await writeFile(path.join(folder, "lock/x.json"), JSON.stringify(claim));
  expect((await lockFolder(folder)).tookOverFrom).toEqual(claim.holder);
});

test("of ten starts at once exactly one gets the lock", async () => {
  const results = await Promise.allSettled(Array.from({ length: 10 }, () => lockFolder(folder)));
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await readdir(path.join(folder, "lock"))).toHaveLength(1);
});
