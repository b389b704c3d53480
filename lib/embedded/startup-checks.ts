import { setTimeout as pause } from "node:timers/promises";
import { isPortFree } from "@/lib/embedded/ports";
import { hostsFor } from "@/lib/embedded/web-server";
import { parseEnvironment } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { storageProblem } from "@/lib/storage/check";

/** @throws {AppError} conflict, with another port to try, when somebody listens on this one. */
export async function refuseTakenPort(appUrl: string, port: number): Promise<void> {
  const free = await Promise.all(hostsFor(appUrl).map((host) => isPortFree(port, host)));
  if (free.every(Boolean)) return;
  throw new AppError("conflict", `The port ${port} is taken by another program.`, {
    next: `Give another one: PORT=${port + 1} npm start`,
  });
}

/**
 * Asks an object store for what the product needs of it, before anything is kept there; the data folder is checked when it is opened.
 * @throws {AppError} unavailable, when it is not there, does not let us in, or does not keep the rules.
 */
export async function refuseUnfitStorage(environment: Record<string, string>): Promise<void> {
  if (environment.STORAGE !== "s3" && environment.STORAGE !== "azure") return;
  const problem = await storageProblem(parseEnvironment(environment));
  if (problem === null) return;
  const settings = environment.STORAGE === "s3" ? "S3_*" : "AZURE_STORAGE_*";
  throw new AppError("unavailable", `The object store cannot be used. ${problem}`, {
    next: `Check the variables ${settings} (docs/configuration.md), and docs/operating.md for what the store has to allow.`,
  });
}

/** Waits until /healthz of our own web server answers. */
export async function waitForHealth(port: number, stop: AbortSignal): Promise<void> {
  await until(
    stop,
    async () => (await fetch(`http://127.0.0.1:${port}/healthz`, { signal: stop })).ok,
    "The web server does not answer.",
  );
}

/** Waits until the embedded runner knows the functions, so that the first event finds them. */
export async function waitForFunctions(runnerUrl: string, stop: AbortSignal): Promise<void> {
  await until(
    stop,
    async () => (await fetch(`${runnerUrl}/health`, { signal: stop })).ok,
    "The functions were not registered with the runner.",
  );
}

/** Asks the app to register its functions with an Inngest server of somebody else's, as a deploy hook would. */
export async function registerFunctions(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/inngest`, {
    method: "PUT",
    signal: AbortSignal.timeout(10_000),
  }).catch(() => null);
  return answer?.ok ?? false;
}

const patienceMs = 60_000;

async function until(stop: AbortSignal, isSo: () => Promise<boolean>, otherwise: string): Promise<void> {
  const end = performance.now() + patienceMs;
  for (;;) {
    if (await isSo().catch(() => false)) return;
    stop.throwIfAborted();
    if (performance.now() > end) throw new Error(otherwise);
    await pause(50, undefined, { signal: stop });
  }
}
