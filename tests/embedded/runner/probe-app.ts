import { Inngest } from "inngest";
import { serve } from "inngest/node";
import { type ProbeEvents, probeFunctions } from "./probe-functions";
import { type RecordedApp, startRecordedApp } from "./recorded-app";

/** The probe functions behind Inngest's own handler. */
export interface ProbeApp extends RecordedApp {
  seen: ProbeEvents;
}

/** @param runnerUrl where the app registers and sends events. `port` 0: any. `only`: ids of the functions to serve. */
export async function startProbeApp(
  runnerUrl: string,
  keys: { event: string; signing: string },
  { port = 0, only }: { port?: number; only?: string[] } = {},
): Promise<ProbeApp> {
  const seen: ProbeEvents = { done: [], most: {} };
  const quiet = { info() {}, warn() {}, error() {}, debug() {} };
  const client = new Inngest({
    id: "probe",
    isDev: false,
    baseUrl: runnerUrl,
    eventKey: keys.event,
    signingKey: keys.signing,
    checkpointing: false,
    logger: quiet,
  });
  const functions = probeFunctions(client, seen).filter((fn) => only === undefined || only.includes(fn.id()));
  return Object.assign(await startRecordedApp(serve({ client, functions }), port), { seen });
}
