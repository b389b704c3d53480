import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { benchEnvironment } from "./environment";

const run = promisify(execFile);

/** Where contestants find the findings, and where they may write. */
export interface Arena {
  url: string;
  folder: string;
}

/** What tests/bench/pack-child.ts prints. */
export interface PackRun {
  rows: number;
  seconds: { collect: number; render: number; assemble: number; verify: number };
  zipBytes: number;
  peakAboveIdleMb: number;
  longestBlockMs: number;
}

/** Our pack of a tenant, with all its entries. */
export async function makePack(arena: Arena, tenant: string, ...options: "without-people"[]): Promise<PackRun> {
  return JSON.parse(await node(arena, "tests/bench/pack-child.ts", tenant, ...options)) as PackRun;
}

/** What the findings' three entries cost somebody else. */
export interface RivalRun {
  seconds: number;
  zipBytes: number;
}

/** What tests/bench/copy-zip.sh prints. */
export interface CopyRun extends RivalRun {
  copySeconds: number;
  zipSeconds: number;
}

/** COPY to files, then zip -6. */
export async function copyAndZip({ url }: Arena, tenant: string): Promise<CopyRun> {
  const { stdout } = await run("bash", ["tests/bench/copy-zip.sh", url, tenant]);
  const numbers = stdout
    .trim()
    .split("\n")
    .map((line) => line.split(" "));
  return Object.fromEntries(numbers.map(([name, value]) => [name, Number(value)])) as unknown as CopyRun;
}

/** The ways that other applications take, by name. */
export const rivals: Readonly<Record<string, (arena: Arena, tenant: string) => Promise<RivalRun>>> = {
  "archiver at its defaults over ORM pages": (arena, tenant) => rival(arena, "archiver-child.ts", tenant),
  "JSZip in memory": (arena, tenant) => rival(arena, "jszip-child.ts", tenant),
  "Python csv + zipfile": async ({ url, folder }, tenant) => {
    const file = path.join(folder, "rival.zip");
    const { stdout } = await run("python3", ["tests/bench/rivals/csv_zipfile.py", url, tenant, file]);
    await rm(file);
    return JSON.parse(stdout) as RivalRun;
  },
};

async function rival(arena: Arena, script: string, tenant: string): Promise<RivalRun> {
  const file = path.join(arena.folder, "rival.zip");
  const stdout = await node(arena, `tests/bench/rivals/${script}`, tenant, file);
  await rm(file);
  return JSON.parse(stdout) as RivalRun;
}

async function node({ url, folder }: Arena, ...args: string[]): Promise<string> {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    ...benchEnvironment(url, folder),
  };
  return (await run(process.execPath, ["--expose-gc", "--import", "tsx", ...args], { env })).stdout;
}
