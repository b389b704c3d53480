import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { LockHeldError, lockFolder } from "@/lib/embedded/lock";
import { endProcess, identifyProcess, isAlive, processIdentitySchema } from "@/lib/embedded/process-identity";
import { writeFileWhole } from "@/lib/embedded/write-file";

const sources = [
  "app",
  "lib",
  "inngest",
  "public",
  "prisma/schema.prisma",
  "next.config.ts",
  "instrumentation.ts",
  "proxy.ts",
  "postcss.config.mjs",
];
const settings = ["package.json", "package-lock.json", "tsconfig.json"];

/** What a build is made from, as one hash: a build with another one is out of date. */
export async function sourceHash(root: string): Promise<string> {
  const files = (await Promise.all([...sources, ...settings].map((name) => listFiles(root, name)))).flat().sort();
  const hash = createHash("sha256");
  for (const file of files) {
    const digest = createHash("sha256")
      .update(await readFile(path.join(root, file)))
      .digest("hex");
    hash.update(`${digest} ${file}\n`);
  }
  return hash.digest("hex");
}

async function listFiles(root: string, name: string): Promise<string[]> {
  const entries = await readdir(path.join(root, name), { withFileTypes: true, recursive: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOTDIR") return null;
      if (error.code === "ENOENT") return [];
      throw error;
    },
  );
  if (entries === null) return [name];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
}

/** Whether `.next` holds a whole build of these sources. */
export async function isBuilt(root: string): Promise<boolean> {
  const stamp = await readFile(stampFile(root), "utf8").catch(() => "");
  return stamp !== "" && stamp === (await sourceHash(root));
}

/**
 * Builds the pages when there is no build of these sources. Two starts at once (on two data folders) build one after the other.
 * @param logFile where the build's output goes.
 * @throws {Error} with the end of that output.
 */
export async function ensureBuild(root: string, logFile: string, stop?: AbortSignal): Promise<"built" | "current"> {
  if (await isBuilt(root)) return "current";
  const folder = path.join(root, "node_modules/.cache/tenantpilot");
  await mkdir(folder, { recursive: true });
  const lock = await waitForLock(folder, stop);
  try {
    if (await isBuilt(root)) return "current";
    await endOrphan(folder);
    const hash = await sourceHash(root);
    await rm(stampFile(root), { force: true });
    await generateClient(root, logFile, stop);
    await buildPages(root, folder, logFile, stop);
    await writeFileWhole(stampFile(root), hash);
    return "built";
  } finally {
    await lock.release();
  }
}

/** The build notes its process, because it outlives a start that is killed, and two at once would spoil each other's files. */
async function buildPages(root: string, folder: string, logFile: string, stop?: AbortSignal): Promise<void> {
  const note = path.join(folder, "building.json");
  const noteIt = (pid: number) => writeFileWhole(note, JSON.stringify(identifyProcess(pid)));
  await run({ root, args: [require.resolve("next/dist/bin/next"), "build"], logFile, stop, started: noteIt });
  await rm(note, { force: true });
}

async function endOrphan(folder: string): Promise<void> {
  const text = await readFile(path.join(folder, "building.json"), "utf8").catch(() => "null");
  const orphan = processIdentitySchema.nullable().safeParse(JSON.parse(text));
  if (!orphan.success || !orphan.data || !isAlive(orphan.data)) return;
  endGroup(orphan.data.pid);
  await endProcess(orphan.data, 5000);
}

async function waitForLock(folder: string, stop?: AbortSignal) {
  for (;;) {
    try {
      return await lockFolder(folder);
    } catch (error) {
      if (!(error instanceof LockHeldError)) throw error;
      await pause(500, undefined, stop && { signal: stop });
    }
  }
}

const require = createRequire(import.meta.url);

/** Prisma's client from prisma/schema.prisma. Generating needs no schema engine, but the CLI wants the path of one: any file will do. */
export async function generateClient(root: string, logFile: string, stop?: AbortSignal): Promise<void> {
  const prisma = path.join(path.dirname(require.resolve("prisma/package.json")), "build/index.js");
  await run({ root, args: [prisma, "generate"], logFile, stop });
}

interface Job {
  root: string;
  args: string[];
  logFile: string;
  stop: AbortSignal | undefined;
  started?(pid: number): Promise<void>;
}

function run({ root, args, logFile, stop, started }: Job): Promise<void> {
  return new Promise((resolve, reject) => {
    stop?.throwIfAborted();
    const tools = {
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    } as const;
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...tools },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const log = createWriteStream(logFile, { flags: "a", mode: 0o600 });
    let tail = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        log.write(chunk);
        tail = (tail + chunk.toString("utf8")).slice(-4000);
      });
    }
    // The whole group: a build has workers of its own.
    const end = () => child.pid && endGroup(child.pid);
    stop?.addEventListener("abort", end);
    process.once("exit", end);
    if (child.pid) started?.(child.pid).catch(reject);
    child.on("error", reject);
    child.on("close", (code) => {
      stop?.removeEventListener("abort", end);
      process.removeListener("exit", end);
      log.end();
      if (stop?.aborted) reject(stop.reason);
      else if (code === 0) resolve();
      else reject(new Error(`The build ended with ${code}. Its last lines (all of it: ${logFile}):\n${tail.trim()}`));
    });
  });
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGTERM");
  } catch {
    // It has ended.
  }
}

function stampFile(root: string): string {
  return path.join(root, ".next", "tenantpilot-build");
}
