import { readdirSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { fireCrons } from "@/lib/embedded/runner/crons";
import { signBody } from "@/lib/embedded/runner/signature";
import { seededUlids } from "@/lib/embedded/runner/ulid";
import { describeRealFiles, readSample, sample } from "../../real-files/sample-data";
import type { SeenCall } from "./recorded-app";
import { quiet, type Stage, send, setStage, until } from "./setup-runner";
import { traceOf } from "./trace";

interface Recording {
  fn: string;
  run_id: string;
  calls: { url: string; status: number; request: SeenCall["body"] }[];
}

// The server of the recordings also runs what the embedded runner refuses (running.md: "what our functions use and no more").
const notSupported = ["start-run-waiter.json"];
const recordings = listRecordings();

describeRealFiles("recorded runs", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
    for (const file of recordings) await start(stage, file, await readSample<Recording>(`inngest-wire/${file}`));
    await quiet(stage.pool);
  });
  afterAll(() => stage.close());

  it.each(recordings)("%s: our calls agree with those of Inngest's server", async (file) => {
    const recorded = await readSample<Recording>(`inngest-wire/${file}`);
    const query = new URL(recorded.calls[0]?.url ?? "", "http://x").searchParams.get("fnId");
    const ours = stage.app.calls.filter(
      (call) => call.query.startsWith(`fnId=${query}&`) && isOf(file, recorded, call.body.event),
    );
    const theirs = recorded.calls.map(({ url, status, request }) => ({
      query: url.split("?")[1] ?? "",
      status,
      body: request,
    }));
    expect(ours.map(traceOf)).toEqual(theirs.map(traceOf));
  });

  it("the signature of the recorded request comes out the same", async () => {
    const { requestBodyRaw, requestSignature } = await readSample<{ requestBodyRaw: string; requestSignature: string }>(
      "inngest-wire/start-signature-sample.json",
    );
    const seconds = Number(/^t=(\d+)/.exec(requestSignature)?.[1]);
    expect(signBody(requestBodyRaw, `signkey-prod-${"ab".repeat(32)}`, new Date(seconds * 1000))).toBe(
      requestSignature,
    );
  });

  it("events get the ids that Inngest's server gave them", async () => {
    const sent = await readSample<{ requestHeaders: Record<string, string>; response: { ids: string[] } }[]>(
      "inngest-wire/start-events.json",
    );
    for (const { requestHeaders, response } of sent)
      expect(seededUlids(requestHeaders["x-inngest-event-id-seed"], response.ids.length)).toEqual(response.ids);
  });
});

function listRecordings(): string[] {
  try {
    return readdirSync(sample("inngest-wire")).filter(
      (file) => file.startsWith("start-run-") && !notSupported.includes(file),
    );
  } catch {
    return [];
  }
}

/** Sends what started the recorded run, with the file's name as its id; for an onFailure, what started the run that failed. */
async function start(stage: Stage, file: string, recorded: Recording): Promise<void> {
  const event = firstEvent(recorded);
  if (event.name === "inngest/scheduled.timer") {
    // The runner fires today's slots of the same schedule: the mark is put back until the recorded slot was fired.
    await until(async () => {
      await stage.pool.query("UPDATE durable.cron_slots SET slot = '2026-01-01' WHERE function_id = 'probe-tick'");
      await fireCrons(stage.pool, new Date(`${event.id.slice(0, 17)}01Z`));
      return (await stage.pool.query("SELECT FROM durable.events WHERE body ->> 'id' = $1", [event.id])).rowCount === 1;
    });
    return;
  }
  const origin = (event.data.event as typeof event | undefined) ?? event;
  await send(stage.runner.url, { id: file, name: origin.name, data: origin.data });
}

function firstEvent(recorded: Recording): SeenCall["body"]["event"] {
  const event = recorded.calls[0]?.request.event;
  if (!event) throw new Error("the recording has no event");
  return event;
}

function isOf(file: string, recorded: Recording, event: SeenCall["body"]["event"]): boolean {
  const origin = event.data.event as { id?: string } | undefined;
  return event.id === file || origin?.id === file || event.id === firstEvent(recorded).id;
}
