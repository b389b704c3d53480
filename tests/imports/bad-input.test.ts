import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { importFile } from "@/lib/imports/import-file";
import type { ImportOptions } from "@/lib/imports/options";
import type { TenantRef } from "@/lib/tenants/tenants";
import { buildTenant } from "@/tests/factories";
import { cellsOf, csvColumns, csvOf } from "@/tests/imports/prowler-csv-file";
import { bring, hoursAgo, jsonOf, now, operator, recordOf, scanOf, stateOf } from "@/tests/imports/scan";

const ourTenantId = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
let tenant: TenantRef;
let before: string;

beforeAll(async () => {
  tenant = await buildTenant({ entraTenantId: ourTenantId, name: "Contoso" });
  await bring(
    tenant.slug,
    jsonOf(scanOf(hoursAgo(48), [{ tenantId: ourTenantId }, { check: "entra_b", tenantId: ourTenantId }])),
  );
});
beforeEach(async () => {
  before = await stateOf(tenant.id);
});
afterEach(async () => {
  expect(await stateOf(tenant.id)).toBe(before);
});

const ours = (fields: Parameters<typeof recordOf>[0] = {}) =>
  recordOf({ tenantId: ourTenantId, at: hoursAgo(24), ...fields });

/** Imports and gives the words of the refusal. Anything but an AppError with a next step fails the test. */
async function refusal(bytes: Uint8Array, options?: ImportOptions): Promise<string> {
  const error: unknown = await bring(tenant.slug, bytes, options).then(
    () => new Error("it was imported"),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw error;
  expect(error.code).toBe("invalid_input");
  expect(error.next).toBeTruthy();
  expect(error.message).toMatch(/^scan\.json: /);
  return error.message;
}

describe("a file that cannot be read is refused in words, and the tenant stays as it was", () => {
  it.each<[string, Uint8Array, RegExp]>([
    ["nothing at all", Buffer.alloc(0), /is empty/],
    ["white space", Buffer.from(" \n\t "), /is empty|white space/],
    ["an empty list", Buffer.from("[]"), /empty list/],
    ["an empty object", Buffer.from("{}"), /empty object/],
    ["prose", Buffer.from("Hello, this is a letter."), /not known|neither JSON nor CSV/],
    ["HTML", Buffer.from("<!doctype html><html></html>"), /neither JSON nor CSV/],
    ["a ZIP archive", Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), /ZIP/],
    ["a gzip file", Buffer.from([0x1f, 0x8b, 8, 0]), /gzip/],
    ["UTF-32", Buffer.from([0xff, 0xfe, 0, 0, 0x5b, 0, 0, 0]), /UTF-32/],
    ["UTF-16 without a byte order mark", Buffer.from("[]", "utf16le"), /without a byte order mark/],
    [
      "Latin-1",
      Buffer.from('[{"class_uid":2004,"title":"Gr\u00fc\u00dfe aus K\u00f6ln"}]', "latin1"),
      /not valid text/,
    ],
    ["JSON of another kind", Buffer.from('[{"name":"x"}]'), /not known/],
    ["an object of another kind", Buffer.from('{"name":"x","other":[1]}'), /not known/],
    ["a list of numbers", Buffer.from("[1,2,3]"), /not known/],
    ["CSV of another kind", Buffer.from("a,b,c\n1,2,3\n"), /not known/],
    ["OCSF of another class", jsonOf([{ ...ours(), class_uid: 2002 }]), /class "2002"/],
  ])("%s", async (_, bytes, words) => {
    expect(await refusal(bytes)).toMatch(words);
  });

  it("JSON that stops being JSON names the path and the byte", async () => {
    const good = JSON.stringify(ours());
    expect(await refusal(Buffer.from(`[${good},${good}`))).toMatch(/ends at byte \d+, in the middle of \$\[1\]/);
    expect(await refusal(Buffer.from(`[${good}${good}]`))).toMatch(
      /at byte \d+ \(\$\[0\]\), where a comma or \] was expected/,
    );
    expect(await refusal(Buffer.from(`[${good},]`))).toMatch(/where a value was expected/);
    expect(await refusal(Buffer.from(`[${good},{"a":tru}]`))).toMatch(/\$\[1\], which begins at byte \d+/);
    expect(await refusal(Buffer.from(`[${good}] and more`))).toMatch(/where the end of the file was expected/);
    expect(await refusal(Buffer.from(`[${good},{"a":"b`))).toMatch(/cut off/);
  });

  it("300 levels of nesting", async () => {
    const deep = `${'{"a":'.repeat(300)}1${"}".repeat(300)}`;
    expect(await refusal(Buffer.from(`[${JSON.stringify(ours())},${deep}]`))).toMatch(
      /\$\[1\] is nested deeper than 100 levels/,
    );
    expect(await refusal(Buffer.from(`${"[".repeat(300)}${"]".repeat(300)}`))).toMatch(/nested deeper than 100 levels/);
  });

  it("a CSV without columns that are needed names them", async () => {
    const without = csvColumns.filter((name) => name !== "STATUS" && name !== "SEVERITY");
    expect(await refusal(csvOf([cellsOf(ours())], without))).toMatch(/no column STATUS, SEVERITY/);
  });

  it("a CSV row with other cells than the header names row and line", async () => {
    const whole = csvOf([cellsOf(ours()), cellsOf(ours({ check: "entra_b" }))]).toString();
    expect(await refusal(Buffer.from(whole.replace(/;entra_b;/, ";")))).toMatch(
      /Row 2 \(line \d+\) has \d+ cells, and the header has \d+/,
    );
    expect(await refusal(Buffer.from(whole.slice(0, whole.lastIndexOf('"'))))).toMatch(/Row 2.*never ends/);
  });

  it("values that are not known are named with their place, and nothing of the file is taken", async () => {
    const good = ours({ check: "entra_c" });
    expect(await refusal(jsonOf([good, { ...ours(), status_code: "Bug" }]))).toMatch(
      /Record 2 \(\$\[1\]\) has the status "Bug"/,
    );
    expect(await refusal(jsonOf([good, { ...ours(), severity_id: 99 }]))).toMatch(/Record 2 .* severity_id "99"/);
    expect(await refusal(csvOf([cellsOf(good), { ...cellsOf(good), SEVERITY: "awful" }]))).toMatch(
      /Row 2 \(line \d+\) has the severity "awful"/,
    );
    expect(await refusal(csvOf([{ ...cellsOf(good), MUTED: "perhaps" }]))).toMatch(/MUTED "perhaps"/);
    expect(await refusal(csvOf([{ ...cellsOf(good), TIMESTAMP: "yesterday" }]))).toMatch(/TIMESTAMP "yesterday"/);
    expect(await refusal(jsonOf([good, { ...ours(), time: "soon" }]))).toMatch(/Record 2 .* time "soon"/);
    expect(await refusal(jsonOf([good, { ...ours(), metadata: { product: { name: "Prowler" } } }]))).toMatch(
      /no metadata\.event_code/,
    );
    expect(await refusal(jsonOf([good, { class_uid: 2004, metadata: { product: { name: "Other" } } }]))).toMatch(
      /Record 2 .* is not a Detection Finding of Prowler/,
    );
  });

  it("an Object.prototype name is no status and no severity", async () => {
    expect(await refusal(jsonOf([{ ...ours(), status_code: "constructor" }]))).toMatch(/status "constructor"/);
    expect(await refusal(csvOf([{ ...cellsOf(ours()), SEVERITY: "constructor" }]))).toMatch(/severity "constructor"/);
  });

  it("a date more than a day ahead", async () => {
    expect(await refusal(jsonOf([ours(), ours({ check: "x", at: hoursAgo(-25) })]))).toMatch(
      /Record 2 is dated 2026-11-24T13:00:00.000Z, which lies in the future/,
    );
    expect(await refusal(jsonOf([ours()]), { capturedAt: hoursAgo(-48) })).toMatch(/in the future/);
  });

  it("another tenant's data, unless that is confirmed", async () => {
    const other = "99999999-8888-4777-8666-555555555555";
    expect(await refusal(jsonOf([ours(), ours({ check: "entra_x", tenantId: other })]))).toContain(
      `the tenant ${other}, and "Contoso" is ${ourTenantId}`,
    );
    expect(await refusal(csvOf([cellsOf(ours({ tenantId: other }))]))).toContain(other);
    const confirmed = await buildTenant({ entraTenantId: ourTenantId });
    const result = await bring(confirmed.slug, jsonOf([ours({ tenantId: other })]), { confirmOtherTenant: true });
    expect(result).toMatchObject({ created: 1, entraTenantId: other });
  });

  it("a value of more than 16 MiB", async () => {
    const large = Buffer.concat([
      Buffer.from(`[${JSON.stringify(ours()).slice(0, -1)},"x":"`),
      Buffer.alloc(17 * 1024 * 1024, "x"),
      Buffer.from('"}]'),
    ]);
    expect(await refusal(large)).toMatch(/\$\[0\] is larger than 16 MiB/);
  });
});

describe("whose data a file holds", () => {
  it("a tenant without an Entra id takes any file and learns nothing from it", async () => {
    const unnamed = await buildTenant();
    expect((await bring(unnamed.slug, jsonOf([ours()]))).entraTenantId).toBe(ourTenantId);
    const row = await inSystem((tx) => tx.tenant.findUniqueOrThrow({ where: { id: unnamed.id } }));
    expect(row.entraTenantId).toBeNull();
  });

  it("two tenants in one file are refused even there", async () => {
    const unnamed = await buildTenant();
    const mixed = jsonOf([ours(), ours({ check: "entra_x", tenantId: "99999999-8888-4777-8666-555555555555" })]);
    await expect(bring(unnamed.slug, mixed)).rejects.toThrow(/two tenants/);
    expect(await stateOf(unnamed.id)).toBe("");
  });
});

it("a failed import is there with its reason: as an import, in the operations and in the audit", async () => {
  const failing = await buildTenant();
  await expect(bring(failing.slug, Buffer.from("[{"))).rejects.toThrow(AppError);
  const [row] = await inSystem((tx) => tx.import.findMany({ where: { tenantId: failing.id } }));
  expect(row).toMatchObject({ status: "failed", problem: expect.stringMatching(/scan\.json.*cut off/) });
  const run = await inSystem((tx) => tx.operationRun.findUniqueOrThrow({ where: { id: row?.operationRunId ?? 0n } }));
  expect(run).toMatchObject({ status: "completed", outcome: "failed", failureReason: row?.problem });
  const audit = await inSystem((tx) =>
    tx.auditEvent.findMany({ where: { tenantId: failing.id }, orderBy: { id: "asc" } }),
  );
  expect(audit.map((event) => [event.action, event.outcome])).toEqual([
    ["import.requested", "ok"],
    ["import.failed", "failed"],
  ]);
});

it("a line of a gigabyte is refused without being taken into memory", async () => {
  const target = await buildTenant();
  const megabyte = Buffer.alloc(1024 * 1024, "x");
  let given = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('[{"class_uid":2004,"a":"');
    for (; given < 300; given++) yield megabyte;
  }
  const rssBefore = process.memoryUsage().rss;
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 5);
  const failed = importFile(operator, { tenant: target.slug, fileName: "line.json", source: endless() }, now);
  await expect(failed).rejects.toThrow(/larger than 16 MiB/);
  clearInterval(watch);
  expect(peak - rssBefore).toBeLessThan(200 * 1024 * 1024);
});
