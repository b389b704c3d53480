import { execFile, type SpawnOptions, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A user of the system, who owns the cluster's files. */
export interface Owner {
  uid: number;
  gid: number;
}

/** PostgreSQL refuses to run as root: then it runs as the system's postgres user, or as nobody. Otherwise as ourselves. */
export async function clusterOwner(): Promise<Owner | null> {
  if (process.getuid?.() !== 0) return null;
  const passwd = await readFile("/etc/passwd", "utf8");
  for (const name of ["postgres", "nobody"]) {
    const line = passwd.split("\n").find((entry) => entry.startsWith(`${name}:`));
    const [, , uid, gid] = line?.split(":") ?? [];
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(
    "PostgreSQL does not run as root, and there is neither a postgres nor a nobody user. Start as another user.",
  );
}

/**
 * Runs a program as the cluster's owner. setpriv (util-linux) also lets that user pass through folders that only root
 * may enter, such as a 0700 home; without it those folders have to be open.
 */
export async function asOwner(owner: Owner | null, program: string, args: string[]): Promise<void> {
  const env = { ...process.env, LC_ALL: "C.UTF-8", TZ: "UTC" };
  if (!owner) return execute(program, args, { env });
  const setpriv = findSetpriv();
  if (!setpriv) return execute(program, args, { env, uid: owner.uid, gid: owner.gid });
  const privileges = [...identityFlags(owner), ...((await canPassFolders()) ? passThrough : [])];
  return execute(setpriv, [...privileges, program, ...args], { env });
}

const passThrough = ["--securebits=+no_setuid_fixup", "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"];
const identityFlags = (owner: Owner) => [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, "--clear-groups"];
let passes: Promise<boolean> | undefined;

/** Whether the cluster's owner reaches a cluster below folders that only we may enter. */
export function canPassFolders(): Promise<boolean> {
  passes ??= tryToPass();
  return passes;
}

async function tryToPass(): Promise<boolean> {
  const owner = await clusterOwner();
  if (!owner) return true;
  const setpriv = findSetpriv();
  if (!setpriv) return false;
  return run(setpriv, [...identityFlags(owner), ...passThrough, "true"]).then(
    () => true,
    () => false,
  );
}

function findSetpriv(): string | undefined {
  return ["/usr/bin/setpriv", "/bin/setpriv"].find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Output goes to nobody but the error: pg_ctl's child keeps its standard output open, and waiting for its end would hang. */
function execute(program: string, args: string[], options: SpawnOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, cwd: "/", stdio: ["ignore", "ignore", "pipe"] });
    let errors = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      errors = (errors + chunk.toString("utf8")).slice(-2000);
    });
    child.on("error", reject);
    child.on("exit", (code) => {
      child.stderr?.destroy();
      if (code === 0) resolve();
      else reject(new Error(`${path.basename(program)} ${args[0]} ended with ${code}: ${errors.trim()}`));
    });
  });
}
