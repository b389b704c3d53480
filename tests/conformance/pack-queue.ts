import { createHash } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { serve } from "inngest/node";
import { afterAll, beforeAll, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { env } from "@/lib/env";
import { relayOutbox } from "@/lib/outbox/outbox";
import { verifyStoredPack } from "@/lib/review-packs/build/verify";
import { requestPack } from "@/lib/review-packs/request-pack";
import { type RecordedApp, type SeenCall, startRecordedApp } from "../embedded/runner/recorded-app";
import { until } from "../embedded/runner/setup-runner";
import { buildFinding, buildReport, buildTenant, buildUser } from "../factories";

/** A queue that drives the product's functions: the embedded runner, or a real Inngest server. */
export interface PackQueue {
  url: string;
  start(appUrl: string): Promise<void>;
  /** SIGKILL, in the middle of whatever it does. */
  kill(): Promise<void>;
  close(): Promise<void>;
  /** What the dashboard's Rerun does with the run that made a pack. */
  rerun(runId: string): Promise<void>;
}

const options = { includePii: true, includeOperations: true };
const order = ["claim", "collect", "render", "assemble", "verify", "publish", "notify"];
const patience = 120_000;

/**
 * The same sentences for each queue: same steps, same retries, same rows at the end (running.md, Durable execution). What is
 * expected is written here once, so two queues that pass agree with each other.
 */
export function packsOn(prepare: () => Promise<PackQueue>): void {
  let queue: PackQueue;
  let app: RecordedApp;
  let sendEvents: Parameters<typeof relayOutbox>[0];

  beforeAll(async () => {
    queue = await prepare();
    process.env.INNGEST_BASE_URL = queue.url;
    process.env.INNGEST_EVENT_KEY = env().INNGEST_EVENT_KEY;
    process.env.INNGEST_SIGNING_KEY = env().INNGEST_SIGNING_KEY;
    // Only now: the client reads its address when it is loaded.
    const [{ inngest }, { generateReviewPack }, { relayOutboxEvents }, send] = await Promise.all([
      import("@/inngest/client"),
      import("@/inngest/generate-review-pack"),
      import("@/inngest/housekeeping"),
      import("@/inngest/send"),
    ]);
    sendEvents = send.sendEvents;
    app = await startRecordedApp(serve({ client: inngest, functions: [generateReviewPack, relayOutboxEvents] }));
    await queue.start(app.url);
  }, patience);
  afterAll(async () => {
    await queue?.close();
    await app?.close();
  });

  const callsOf = (packId: bigint) =>
    app.calls.filter(
      ({ body }) => String(body.event.data.packId) === String(packId) && body.event.name.startsWith("review-pack/"),
    );

  async function asked(tenant?: Awaited<ReturnType<typeof madeTenant>>, more = options) {
    const { tenant: on, actor } = tenant ?? (await madeTenant());
    const { pack } = await requestPack(actor, { tenant: on.slug, options: more }, new Date());
    await relayOutbox(sendEvents, new Date());
    return BigInt(pack.id);
  }

  async function ended(packId: bigint) {
    await until(async () => {
      const notes = await notesOf(packId);
      return notes.length === 2;
    }, patience);
    return rowsOf(packId);
  }

  it("a pack goes through its steps once each, and leaves one of every row", { timeout: patience }, async () => {
    const packId = await asked();
    const rows = await ended(packId);
    await until(async () => callsOf(packId).at(-1)?.status === 200);
    expect(stepsIn(callsOf(packId))).toEqual(order);
    expect(callsOf(packId).map(({ body, status }) => [body.ctx.attempt, status])).toEqual([
      ...order.map(() => [0, 206]),
      [0, 200],
    ]);
    expect(rows).toEqual(readyRows);
  });

  it("a step whose answer is lost is asked for again, and the pack is the same one", {
    timeout: patience,
  }, async () => {
    let lost = 0;
    app.spoil = (call) => (call.status === 206 && stepOf(call) === "assemble" && lost++ === 0 ? "cut" : null);
    const packId = await asked();
    const rows = await ended(packId);
    app.spoil = null;
    const assembling = callsOf(packId).filter((call) => stepOf(call) === "assemble");
    expect(assembling.map(({ body }) => body.ctx.attempt)).toEqual([0, 1]);
    expect(rows).toEqual(readyRows);
  });

  it("two packs of one tenant are made one after the other", { timeout: patience }, async () => {
    const made = await madeTenant();
    const ids = await Promise.all([asked(made), asked(made, { ...options, includeOperations: false })]);
    for (const id of ids) expect(await ended(id)).toEqual(readyRows);
    const runs = await inSystem((tx) =>
      tx.reviewPack.findMany({ where: { id: { in: ids } }, select: { operationRun: true } }),
    );
    const [first, second] = runs
      .map(({ operationRun }) => [Number(operationRun?.startedAt), Number(operationRun?.completedAt)] as const)
      .sort(([a], [b]) => a - b);
    expect(second?.[0]).toBeGreaterThanOrEqual(first?.[1] ?? Number.POSITIVE_INFINITY);
  });

  it("the queue is killed in the middle of a step and started again: the pack becomes ready, once", {
    timeout: patience,
  }, async () => {
    let killed: Promise<void> | undefined;
    app.spoil = (call) => {
      if (killed || call.status !== 206 || stepOf(call) !== "collect") return null;
      killed = queue.kill();
      return "cut";
    };
    const packId = await asked();
    await until(async () => killed !== undefined, patience);
    await killed;
    app.spoil = null;
    await queue.start(app.url);
    expect(await ended(packId)).toEqual(readyRows);
  });

  it("the app is killed in the middle of a step and comes back: the pack becomes ready, once", {
    timeout: patience,
  }, async () => {
    let gone: Promise<void> | undefined;
    app.spoil = (call) => {
      if (gone || call.status !== 206 || stepOf(call) !== "render") return null;
      gone = app.goAway();
      return "cut";
    };
    const packId = await asked();
    await until(async () => gone !== undefined, patience);
    await gone;
    app.spoil = null;
    await new Promise((resolve) => setTimeout(resolve, 500));
    await app.comeBack();
    expect(await ended(packId)).toEqual(readyRows);
  });

  it("a step that fails each time fails the pack with a reason in words, and tells once", {
    timeout: patience,
  }, async () => {
    const packs = path.join(env().TENANTPILOT_DATA_DIR, "storage/exports/packs");
    await rename(packs, `${packs}-away`);
    await writeFile(packs, "a file where the folder should be");
    const packId = await asked();
    const rows = await ended(packId);
    await rename(`${packs}`, `${packs}-file`);
    await rename(`${packs}-away`, packs);
    const tries = callsOf(packId).filter((call) => stepOf(call) === "assemble");
    expect(tries.map(({ body }) => body.ctx.attempt)).toEqual([0, 1, 2, 3, 4]);
    expect(rows).toMatchObject({
      status: "failed",
      run: { status: "completed", outcome: "failed" },
      notes: ["operation.failed", "operation.queued"],
      events: 1,
      audit: ["review_pack.requested", "review_pack.claimed", "review_pack.failed"],
    });
    expect(rows.reason).not.toMatch(/Error:|\n\s+at /);
  });

  it("the run of a ready pack is started again from the dashboard: nothing changes", {
    timeout: patience,
  }, async () => {
    const packId = await asked();
    const before = await ended(packId);
    const runId = callsOf(packId)[0]?.body.ctx.run_id ?? "";
    await until(async () => callsOf(packId).at(-1)?.status === 200);
    const file = await fileOf(packId);
    await queue.rerun(runId);
    await until(
      async () => callsOf(packId).some(({ body, status }) => body.ctx.run_id !== runId && status === 200),
      patience,
    );
    // It is read to its end once more, which the audit says; nothing else is different.
    expect(await rowsOf(packId)).toEqual({ ...before, audit: [...before.audit, "review_pack.read_again"] });
    expect(await fileOf(packId)).toBe(file);
  });

  it("crons run: the outbox is relayed each minute", { timeout: patience }, async () => {
    await until(
      async () =>
        app.calls.some(({ query, status }) => query.startsWith("fnId=tenantpilot-relay-outbox&") && status === 200),
      patience,
    );
  });
}

/** What a ready pack leaves behind, on any queue. */
const readyRows = {
  status: "ready",
  reason: null,
  isWhole: true,
  run: { status: "completed", outcome: "succeeded" },
  notes: ["operation.completed", "operation.queued"],
  events: 1,
  audit: ["review_pack.requested", "review_pack.claimed", "review_pack.published"],
};

async function rowsOf(packId: bigint) {
  return inSystem(async (tx) => {
    const pack = await tx.reviewPack.findUniqueOrThrow({ where: { id: packId }, include: { operationRun: true } });
    const audit = await tx.auditEvent.findMany({
      where: { subjectType: "review_pack", subjectId: String(packId) },
      orderBy: { seq: "asc" },
    });
    const recorded = { bytes: Number(pack.fileSize), sha256: pack.sha256 ?? "" };
    return {
      status: pack.status,
      reason: pack.failureReason,
      isWhole: await verifyStoredPack(pack.filePath ?? "", recorded).then(
        ({ manifest }) => manifest.pack.fingerprint === pack.fingerprint,
        () => false,
      ),
      run: { status: pack.operationRun?.status, outcome: pack.operationRun?.outcome },
      notes: await notesOf(packId),
      events: await tx.outboxEvent.count({ where: { eventId: `review-pack-${packId}` } }),
      audit: audit.map(({ action }) => action),
    };
  });
}

async function notesOf(packId: bigint): Promise<string[]> {
  return inSystem(async (tx) => {
    const pack = await tx.reviewPack.findUniqueOrThrow({ where: { id: packId }, select: { operationRunId: true } });
    const notes = await tx.notification.findMany({ where: pack, select: { kind: true } });
    return notes.map(({ kind }) => kind).sort();
  });
}

async function fileOf(packId: bigint): Promise<string> {
  const pack = await inSystem((tx) => tx.reviewPack.findUniqueOrThrow({ where: { id: packId } }));
  const bytes = await readFile(path.join(env().TENANTPILOT_DATA_DIR, "storage/exports", pack.filePath ?? ""));
  return createHash("sha256").update(bytes).digest("hex");
}

async function madeTenant() {
  const tenant = await buildTenant();
  const actor = await buildUser({ role: "manager", tenant });
  for (let i = 0; i < 5; i++) await buildFinding({ tenant, severity: i % 2 ? "low" : "high" });
  await buildReport({ tenant });
  return { tenant, actor };
}

const idOf = (step: string) => createHash("sha1").update(step).digest("hex");

/** The step that a call ran: the one that the answer adds to what the call brought. */
function stepOf({ body }: SeenCall): string | undefined {
  return order.find((step) => !(idOf(step) in body.steps));
}

/** The steps in the order in which their results came in. */
function stepsIn(calls: SeenCall[]): (string | undefined)[] {
  return calls.filter(({ status }) => status === 206).map(stepOf);
}
