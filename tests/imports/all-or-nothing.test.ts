import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { previewImport } from "@/lib/imports/import-file";
import { buildTenant, buildUser } from "@/tests/factories";
import { cellsOf, csvOf } from "@/tests/imports/prowler-csv-file";
import {
  bring,
  bringScan,
  findingsOf,
  hoursAgo,
  jsonOf,
  now,
  operator,
  recordOf,
  scanOf,
  stateOf,
  streamOf,
} from "@/tests/imports/scan";
import { asOwner } from "../support/owner";

describe("a file is imported whole or not at all", () => {
  it("cut at any byte it is refused, and the tenant stays as it was", async () => {
    const tenant = await buildTenant();
    await bringScan(tenant.slug, scanOf(hoursAgo(48), [{ check: "entra_a" }]));
    const before = await stateOf(tenant.id);
    const whole = jsonOf(
      scanOf(hoursAgo(24), [
        { check: "entra_a", status: "PASS" },
        { check: "entra_b", detail: "ü😀" },
        { check: "entra_c" },
      ]),
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.byteLength - 1 }), async (length) => {
        await expect(bring(tenant.slug, whole.subarray(0, length))).rejects.toThrow(AppError);
      }),
      { numRuns: 12, examples: [[0], [1], [whole.byteLength - 1], [whole.byteLength - 2]] },
    );
    expect(await stateOf(tenant.id)).toBe(before);
    expect(await bring(tenant.slug, whole)).toMatchObject({ created: 2, resolved: 1 });
  });

  it("with any byte replaced it is imported or refused in words, never something in between", async () => {
    const whole = jsonOf(scanOf(hoursAgo(24), [{ check: "entra_a" }, { check: "entra_b" }]));
    const tenant = await buildTenant();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: whole.byteLength - 1 }),
        fc.integer({ min: 0, max: 255 }),
        async (at, byte) => {
          const altered = Buffer.from(whole);
          altered[at] = byte;
          const before = await stateOf(tenant.id);
          const error: unknown = await bring(tenant.slug, altered).then(
            () => null,
            (thrown: unknown) => thrown,
          );
          if (error === null) return;
          expect(error).toBeInstanceOf(AppError);
          expect(await stateOf(tenant.id)).toBe(before);
        },
      ),
      { numRuns: 12 },
    );
  });

  it("a failure of the database in the middle leaves nothing, and the import is failed", async () => {
    const tenant = await buildTenant();
    await asOwner((client) =>
      client.query(`CREATE FUNCTION refuse_history() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.tenant_id = ${tenant.id} THEN RAISE EXCEPTION 'the disk is full'; END IF; RETURN NEW; END $$`),
    );
    await asOwner((client) =>
      client.query(
        "CREATE TRIGGER refuse_history BEFORE INSERT ON finding_events FOR EACH ROW EXECUTE FUNCTION refuse_history()",
      ),
    );
    await expect(bringScan(tenant.slug, scanOf(hoursAgo(24), [{}]))).rejects.toThrow("the disk is full");
    expect(await stateOf(tenant.id)).toBe("");
    const row = await inSystem((tx) => tx.import.findFirstOrThrow({ where: { tenantId: tenant.id } }));
    expect(row).toMatchObject({ status: "failed", problem: expect.not.stringContaining("disk") });
    await asOwner((client) => client.query("DROP FUNCTION refuse_history CASCADE"));
    expect(await bringScan(tenant.slug, scanOf(hoursAgo(24), [{}]))).toMatchObject({ created: 1 });
  });
});

describe("repeating an import", () => {
  it("the same bytes again change nothing and open no operation", async () => {
    const tenant = await buildTenant();
    const file = jsonOf(scanOf(hoursAgo(24), [{ check: "entra_a" }, { check: "entra_b", status: "PASS" }]));
    const first = await bring(tenant.slug, file);
    const before = await stateOf(tenant.id);
    const again = await bring(tenant.slug, file);
    expect(again).toMatchObject({
      isKnown: true,
      importId: first.importId,
      rows: 2,
      created: 0,
      changed: 0,
      resolved: 0,
      reopened: 0,
      unchanged: 2,
    });
    expect(await stateOf(tenant.id)).toBe(before);
    expect(await inSystem((tx) => tx.operationRun.count({ where: { tenantId: tenant.id } }))).toBe(1);
  });

  it("a file that is known to one tenant is new to another", async () => {
    const file = jsonOf(scanOf(hoursAgo(24), [{}]));
    for (const tenant of [await buildTenant(), await buildTenant()])
      expect(await bring(tenant.slug, file)).toMatchObject({ created: 1 });
  });

  it("two imports of one tenant at once are taken one after the other", async () => {
    const tenant = await buildTenant();
    const scans = [1, 2, 3, 4].map((i) =>
      scanOf(
        hoursAgo(i),
        Array.from({ length: 20 }, (_, k) => ({ check: `entra_${k}` })),
      ),
    );
    const results = await Promise.all(scans.map((scan) => bringScan(tenant.slug, scan)));
    expect(results.reduce((sum, result) => sum + result.created, 0)).toBe(20);
    const findings = await findingsOf(tenant.id);
    expect(findings).toHaveLength(20);
    expect(new Set(findings.map((finding) => finding.lastSeenAt.getTime()))).toEqual(new Set([hoursAgo(1).getTime()]));
    expect(await inSystem((tx) => tx.findingEvent.count({ where: { tenantId: tenant.id } }))).toBe(20);
  });

  it("the same file twice at once is imported once", async () => {
    const tenant = await buildTenant();
    const file = jsonOf(scanOf(hoursAgo(24), [{}]));
    const results = await Promise.allSettled([bring(tenant.slug, file), bring(tenant.slug, file)]);
    expect(results.filter((result) => result.status === "fulfilled").length).toBeGreaterThanOrEqual(1);
    expect(await inSystem((tx) => tx.import.count({ where: { tenantId: tenant.id, status: "completed" } }))).toBe(1);
    expect(await findingsOf(tenant.id)).toHaveLength(1);
  });
});

describe("a preview", () => {
  it("says what an import would do, and does nothing", async () => {
    const tenant = await buildTenant();
    await bringScan(tenant.slug, scanOf(hoursAgo(48), [{ check: "entra_a" }, { check: "entra_b" }]));
    const before = await stateOf(tenant.id);
    const file = jsonOf(
      scanOf(hoursAgo(24), [
        { check: "entra_a", status: "PASS" },
        { check: "entra_b", severityId: 5 },
        { check: "entra_c" },
      ]),
    );
    const preview = await previewImport(operator, tenant.slug, streamOf(file), now);
    expect(preview).toMatchObject({
      format: "prowler-ocsf",
      label: "Prowler (OCSF JSON)",
      rows: 3,
      created: 1,
      changed: 1,
      resolved: 1,
      importId: null,
    });
    expect(preview.scannedAt).toBe(hoursAgo(24).toISOString());
    expect(await stateOf(tenant.id)).toBe(before);
    expect(await inSystem((tx) => tx.import.count({ where: { tenantId: tenant.id } }))).toBe(1);
    expect(await bring(tenant.slug, file)).toMatchObject({ created: 1, changed: 1, resolved: 1 });
  });
});

describe("the same scan in two formats", () => {
  const scan = scanOf(hoursAgo(24), [
    { check: "entra_a" },
    { check: "entra_b", isMuted: true },
    { check: "entra_c", status: "PASS" },
  ]);
  const csv = (offsetMinutes = 0) => csvOf(scan.map((record) => cellsOf(record, offsetMinutes)));
  const told = async (tenantId: bigint) =>
    (await findingsOf(tenantId)).map(({ id: _, tenantId: __, workspaceId: ___, evidence: ____, ...rest }) => rest);

  it("gives the same findings, and each adds its evidence to the other's", async () => {
    const ends = [];
    for (const order of [
      [jsonOf(scan), csv()],
      [csv(), jsonOf(scan)],
    ]) {
      const tenant = await buildTenant();
      for (const file of order) await bring(tenant.slug, file);
      ends.push(await told(tenant.id));
      const [finding] = await findingsOf(tenant.id);
      expect(finding?.evidence).toMatchObject({
        remediationCode: { cli: "Set-Something;\nSet-More" },
        ocsf: { data: { metadata: { on: true } } },
      });
    }
    expect(ends[0]).toEqual(ends[1]);
  });

  it("the CSV's time without a zone gives way to the one that is known, whichever comes first", async () => {
    for (const order of [
      [jsonOf(scan), csv(120)],
      [csv(120), jsonOf(scan)],
      [jsonOf(scan), csv(-300)],
      [csv(-300), jsonOf(scan)],
    ]) {
      const tenant = await buildTenant();
      for (const file of order) await bring(tenant.slug, file);
      const times = (await findingsOf(tenant.id)).map((finding) => [finding.firstSeenAt, finding.lastSeenAt]);
      expect(times).toEqual([
        [hoursAgo(24), hoursAgo(24)],
        [hoursAgo(24), hoursAgo(24)],
      ]);
    }
  });

  it("the tenant's time zone is used for a CSV alone", async () => {
    const tenant = await buildTenant({ timeZone: "Australia/Melbourne" });
    await bring(tenant.slug, csv(11 * 60));
    expect((await findingsOf(tenant.id))[0]?.lastSeenAt).toEqual(hoursAgo(24));
  });
});

describe("who may import", () => {
  it.each([
    ["owner", true],
    ["manager", true],
    ["operator", true],
    ["readonly", false],
  ] as const)("%s: %s", async (role, isAllowed) => {
    const { importFile } = await import("@/lib/imports/import-file");
    const tenant = await buildTenant();
    const user = await buildUser({ role, tenant });
    const imported = importFile(
      user,
      { tenant: tenant.slug, fileName: "a.json", source: streamOf(jsonOf([recordOf()])) },
      now,
    );
    if (isAllowed) expect(await imported).toMatchObject({ created: 1 });
    else await expect(imported).rejects.toMatchObject({ code: "forbidden" });
  });

  it("for somebody of another workspace the tenant does not exist", async () => {
    const [tenant, other] = [await buildTenant(), await buildTenant()];
    const stranger = await buildUser({ role: "owner", tenant: other });
    await expect(previewImport(stranger, tenant.slug, streamOf(jsonOf([recordOf()])), now)).rejects.toMatchObject({
      code: "not_found",
    });
  });
});
