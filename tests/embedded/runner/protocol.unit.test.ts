import { expect, it } from "vitest";
import { readOutcome } from "@/lib/embedded/runner/answer";
import { inngestBackoff, retryAfterMs, sleepMs } from "@/lib/embedded/runner/delays";
import { parseRegistration, RegistrationError, valueAt } from "@/lib/embedded/runner/functions";
import { requestBody } from "@/lib/embedded/runner/request-body";
import { hashedSigningKey } from "@/lib/embedded/runner/signature";
import { newUlid, seededUlids } from "@/lib/embedded/runner/ulid";

const now = new Date("2026-11-23T09:00:00.400Z");

it("waits grow as Inngest's do, with up to 30 s more", () => {
  const base = [15, 30, 60, 120, 300, 600, 1200, 2400, 3600, 7200, 7200, 7200];
  for (const [attempt, seconds] of base.entries()) {
    const wait = inngestBackoff(attempt) / 1000;
    expect(wait).toBeGreaterThanOrEqual(seconds);
    expect(wait).toBeLessThan(seconds + 30);
  }
});

it.each([
  [undefined, null],
  ["soon", null],
  ["0", 1000],
  ["1", 1000],
  ["90", 90_000],
  ["999999", 86_400_000],
  ["2026-11-23T09:00:10.400Z", 10_000],
  ["2026-11-23T08:00:00Z", 1000],
  ["2027-11-23T09:00:00Z", 86_400_000],
])("retry-after %s asks for %s ms", (header, wait) => {
  expect(retryAfterMs(header, now)).toBe(wait);
});

it.each([
  ["2s", 2000],
  ["1h30m", 5_400_000],
  ["1w2d", 777_600_000],
  ["", 0],
  ["2026-11-23T09:01:00.400Z", 60_000],
  ["2020-01-01T00:00:00Z", 0],
  ["53w", null],
  ["tomorrow", null],
])("a sleep of %j takes %s ms", (name, wait) => {
  expect(sleepMs(name, now)).toBe(wait);
});

const fn = (more: object = {}) => ({
  id: "probe-x",
  name: "x",
  triggers: [{ event: "probe/x" }],
  steps: { step: { id: "step", name: "step", runtime: { type: "http", url: "http://127.0.0.1/x" } } },
  ...more,
});
const registration = (...functions: object[]) => ({
  url: "http://127.0.0.1:4000/api/inngest",
  appName: "probe",
  functions,
});

it("a function without a number of retries has four; limits and keys are kept", () => {
  const { appId, functions } = parseRegistration(
    registration(fn({ concurrency: { limit: 2, key: "event.data.a.b" }, idempotency: "event.data.id" })),
  );
  expect(appId).toBe("probe");
  expect(functions).toEqual([
    {
      id: "probe-x",
      name: "x",
      retries: 4,
      triggers: [{ event: "probe/x" }],
      concurrency: [{ limit: 2, path: "event.data.a.b" }],
      idempotency: "event.data.id",
    },
  ]);
});

it("onFailure is known by its expression", () => {
  const trigger = { event: "inngest/function.failed", expression: "event.data.function_id == 'probe-y'" };
  expect(parseRegistration(registration(fn({ triggers: [trigger] }))).functions[0]?.triggers).toEqual([
    { event: "inngest/function.failed", ofFunction: "probe-y" },
  ]);
});

it.each([
  ["timeouts", { timeouts: { start: "1h" } }],
  ["cancel", { cancel: [{ event: "probe/stop" }] }],
  ["batchEvents", { batchEvents: { maxSize: 5 } }],
  ["trigger expression", { triggers: [{ event: "probe/x", expression: "event.data.a > 1" }] }],
  ["inngest/function.failed", { triggers: [{ event: "inngest/function.failed" }] }],
  ["probe/*", { triggers: [{ event: "probe/*" }] }],
  ["scope account", { concurrency: { limit: 1, scope: "account" } }],
  ["event.user.id", { concurrency: { limit: 1, key: "event.user.id" } }],
  ["size(event.data.x)", { idempotency: "size(event.data.x)" }],
  ["TZ=Europe/Paris 0 9 * * *", { triggers: [{ cron: "TZ=Europe/Paris 0 9 * * *" }] }],
  ["61 * * * *", { triggers: [{ cron: "61 * * * *" }] }],
])("%s, which the runner cannot keep to, is refused by name", (name, config) => {
  const refusal = () => parseRegistration(registration(fn(), fn({ id: "probe-odd", ...config })));
  expect(refusal).toThrow(RegistrationError);
  expect(refusal).toThrow(`probe-odd uses`);
  expect(refusal).toThrow(name);
});

it("a value is found by its path, and nothing is found outside the data", () => {
  expect(valueAt("event.data.a.b", { a: { b: 0 } })).toBe(0);
  expect(valueAt("event.data.a.b", { a: null })).toBeUndefined();
  expect(valueAt("event.data.constructor", {})).toBeUndefined();
});

it("a call never names the function by fn_id, always says how many attempts there are, and lists every stored step", () => {
  const claim = { jobId: "7", runId: "R", stepId: "step", kind: "call" as const, attempt: 1, slots: [] };
  const [a, b] = ["a".repeat(40), "b".repeat(40)];
  const state = {
    functionId: "probe-x",
    retries: 2,
    requestVersion: 2,
    event: '{"data":{},"name":"probe/x"}',
    steps: [
      { id: b, result: "null" },
      { id: a, result: '{"data":1}' },
    ],
  };
  const text = requestBody(claim, state);
  const body = JSON.parse(text);
  expect(body.ctx).toMatchObject({
    attempt: 1,
    max_attempts: 3,
    run_id: "R",
    use_api: false,
    stack: { current: 2, stack: [b, a] },
  });
  expect(body.ctx).not.toHaveProperty("fn_id");
  expect(body.steps).toEqual({ [a]: { data: 1 }, [b]: null });
  expect(body.events).toEqual([body.event]);
  expect(text.indexOf(a, text.indexOf('"steps"'))).toBeLessThan(text.indexOf(b, text.indexOf('"steps"')));
});

const sdk = { "x-inngest-sdk": "inngest-js:v4.24.0" };
it.each([
  ["no SDK header", { status: 200, headers: {}, body: "1" }, { kind: "attempt_failed", mayRetry: true }],
  ["no JSON", { status: 200, headers: sdk, body: "<html>" }, { kind: "attempt_failed", mayRetry: true }],
  ["no ops", { status: 206, headers: sdk, body: "[]" }, { kind: "attempt_failed", mayRetry: true }],
  [
    "500 without a word on retries",
    { status: 500, headers: sdk, body: '{"type":"internal"}' },
    { kind: "attempt_failed", mayRetry: true },
  ],
  [
    "400, no-retry",
    { status: 400, headers: { ...sdk, "x-inngest-no-retry": "true" }, body: '{"name":"E","message":"m"}' },
    { kind: "attempt_failed", mayRetry: false, error: { name: "E", message: "m" } },
  ],
  [
    "500, no-retry: the header decides",
    { status: 500, headers: { ...sdk, "x-inngest-no-retry": "true" }, body: "{}" },
    { mayRetry: false },
  ],
  ["200", { status: 200, headers: sdk, body: '{"a":1}' }, { kind: "finished", output: { a: 1 } }],
])("an answer with %s is understood", (_what, answer, outcome) => {
  expect(readOutcome({ kind: "answered", ...answer }, now)).toMatchObject(outcome);
});

it("ids of a batch follow from its seed, one after the other, and new ids sort by time", () => {
  const [first = "", second = ""] = seededUlids("0,AAAAAAAAAAAAAA==", 2) ?? [];
  expect([first, second]).toEqual(["00000000000000000000000001", "00000000000000000000000002"]);
  expect(seededUlids("0,/////////////w==", 1)).toEqual(["00000000000000000000000000"]);
  expect(seededUlids("nonsense", 1)).toBeNull();
  expect(newUlid(new Date(1)) < newUlid(new Date(2))).toBe(true);
});

it("the signing key is proven as the SDK does", () => {
  expect(hashedSigningKey(`signkey-prod-${"ab".repeat(32)}`)).toBe(
    "signkey-prod-9a2db2e23f1504cd056606553ac049c5e718e8f9ce9233876df1a7a1821af885",
  );
});
