import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { z } from "zod";

export const processIdentitySchema = z.object({ pid: z.number().int().positive(), born: z.string() });

/** A process that cannot be mistaken for a later one with the same number: its id and when it began. */
export type ProcessIdentity = z.infer<typeof processIdentitySchema>;

/** The identity of a running process, or null when there is none with this id. */
export function identifyProcess(pid: number): ProcessIdentity | null {
  if (!exists(pid)) return null;
  const born = process.platform === "linux" ? bornOnLinux(pid) : bornElsewhere(pid);
  return born === null ? null : { pid, born };
}

/** Whether the process that was identified still runs. One that ended but was not waited for (a zombie) does not. */
export function isAlive(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.born === identity.born;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: there is one, of somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** proc(5): field 3 is the state, field 22 the start in ticks since boot. The boot's id makes it unique across reboots. */
function bornOnLinux(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state, ticks] = [fields[0], fields[19]];
    if (state === "Z" || state === "X") return null;
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}:${ticks}`;
  } catch {
    return null;
  }
}

function bornElsewhere(pid: number): string {
  if (process.platform === "win32") return "unknown";
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C" },
    }).trim();
  } catch {
    return "unknown";
  }
}

/**
 * Ends a process: asks first (SIGTERM), then insists (SIGKILL) when it has not ended in time. Only ever the very process
 * that was identified. Returns when it is gone.
 */
export async function endProcess(identity: ProcessIdentity, limitMs: number): Promise<void> {
  if (!isAlive(identity)) return;
  send(identity.pid, "SIGTERM");
  if (await isGoneWithin(identity, limitMs)) return;
  send(identity.pid, "SIGKILL");
  await isGoneWithin(identity, 5000);
}

/** Waits until the process is gone; false when it still runs after `limitMs`. */
export async function isGoneWithin(identity: ProcessIdentity, limitMs: number): Promise<boolean> {
  const end = performance.now() + limitMs;
  while (isAlive(identity)) {
    if (performance.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended in the meantime.
  }
}
