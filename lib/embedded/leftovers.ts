import type { FoundAs } from "@/lib/embedded/database";
import { withPlainClient } from "@/lib/embedded/database";
import { endProcess, isAlive, isGoneWithin, type ProcessIdentity } from "@/lib/embedded/process-identity";
import type { Runtime } from "@/lib/embedded/runtime";

/**
 * Waits for the processes that a killed start left behind to end themselves, and ends those that do not.
 * @returns what was done, in words.
 */
export async function endLeftovers(previous: Runtime | null): Promise<string[]> {
  if (!previous) return [];
  const left = Object.entries(previous.children).filter(([, identity]) => isAlive(identity));
  const said = await Promise.all(left.map(([name, identity]) => endOne(name, identity)));
  return said.flat();
}

async function endOne(name: string, identity: ProcessIdentity): Promise<string[]> {
  if (await isGoneWithin(identity, 2500)) return [];
  await endProcess(identity, 1000);
  return [`The ${name} of that start still ran and was ended.`];
}

/** What is to be said about a start that follows one that was cut off. Empty after a stop in order. */
export async function describeRecovery(
  cutOff: ProcessIdentity | null,
  found: FoundAs,
  databaseUrl: string,
): Promise<string[]> {
  const lines: string[] = [];
  if (cutOff)
    lines.push(`The last run (process ${cutOff.pid}) was cut off; its lock on the data folder was taken over.`);
  if (found === "crashed") lines.push("PostgreSQL was cut off too, and recovered from its log.");
  if (found === "running") lines.push("PostgreSQL had gone on running and was kept.");
  return lines.length === 0 ? [] : [...lines, await describeWork(databaseUrl)];
}

async function describeWork(databaseUrl: string): Promise<string> {
  const { packs, imports } = await withPlainClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ packs: number; imports: number }>(`SELECT
      (SELECT count(*)::int FROM review_packs WHERE status IN ('queued', 'generating')) AS packs,
      (SELECT count(*)::int FROM imports WHERE status IN ('queued', 'running')) AS imports`);
    return rows[0] ?? { packs: 0, imports: 0 };
  });
  const parts = [count(packs, "review pack"), count(imports, "import")].flat();
  return parts.length === 0 ? "No work was under way." : `Under way and going on by itself: ${parts.join(", ")}.`;
}

function count(number: number, noun: string): string[] {
  return number === 0 ? [] : [`${number} ${noun}${number === 1 ? "" : "s"}`];
}
