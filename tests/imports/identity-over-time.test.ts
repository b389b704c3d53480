import { beforeEach, describe, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import type { TenantRef } from "@/lib/tenants/tenants";
import { buildTenant } from "@/tests/factories";
import { bringScan, findingsOf, historyOf, hoursAgo, scanOf, stateOf } from "@/tests/imports/scan";

let tenant: TenantRef;
beforeEach(async () => {
  tenant = await buildTenant();
});

const counts = (result: {
  created: number;
  changed: number;
  resolved: number;
  reopened: number;
  unchanged: number;
}) => {
  const { created, changed, resolved, reopened, unchanged } = result;
  return { created, changed, resolved, reopened, unchanged };
};
const nothing = { created: 0, changed: 0, resolved: 0, reopened: 0, unchanged: 0 };

describe("a finding over time", () => {
  it("the same problem seen again is the same finding with a newer last_seen_at, and no history", async () => {
    await bringScan(tenant.slug, scanOf(hoursAgo(48), [{}]));
    const [before] = await findingsOf(tenant.id);
    const result = await bringScan(tenant.slug, scanOf(hoursAgo(24), [{}]));
    expect(counts(result)).toEqual({ ...nothing, unchanged: 1 });
    const [after] = await findingsOf(tenant.id);
    expect(after).toEqual({ ...before, lastSeenAt: hoursAgo(24) });
    expect(await historyOf(tenant.id)).toEqual(["entra_first_check created"]);
  });

  it("passing now is resolved, and failing after that reopened", async () => {
    await bringScan(tenant.slug, scanOf(hoursAgo(72), [{}]));
    expect(counts(await bringScan(tenant.slug, scanOf(hoursAgo(48), [{ status: "PASS" }])))).toEqual({
      ...nothing,
      resolved: 1,
    });
    expect((await findingsOf(tenant.id))[0]).toMatchObject({ status: "resolved", lastSeenAt: hoursAgo(72) });
    expect(counts(await bringScan(tenant.slug, scanOf(hoursAgo(24), [{}])))).toEqual({ ...nothing, reopened: 1 });
    expect((await findingsOf(tenant.id))[0]).toMatchObject({
      status: "open",
      firstSeenAt: hoursAgo(72),
      lastSeenAt: hoursAgo(24),
    });
    expect(await historyOf(tenant.id)).toEqual([
      "entra_first_check created",
      "entra_first_check resolved",
      "entra_first_check reopened",
    ]);
  });

  it("a resource that is not in a scan of its check any more is resolved", async () => {
    await bringScan(tenant.slug, scanOf(hoursAgo(48), [{ resource: "a" }, { resource: "b" }]));
    const result = await bringScan(tenant.slug, scanOf(hoursAgo(24), [{ resource: "a" }]));
    expect(counts(result)).toEqual({ ...nothing, resolved: 1, unchanged: 1 });
    expect((await findingsOf(tenant.id)).map(({ resourceId, status }) => [resourceId, status])).toEqual([
      ["a", "open"],
      ["b", "resolved"],
    ]);
  });

  it("a check that is gone is resolved when its service was scanned with the same version of the tool", async () => {
    const before = [{ check: "entra_a" }, { check: "entra_b" }];
    await bringScan(tenant.slug, scanOf(hoursAgo(48), before));
    expect((await bringScan(tenant.slug, scanOf(hoursAgo(24), [{ check: "entra_a" }]))).resolved).toBe(1);
  });

  it("a check that is gone with another version of the tool resolves nothing, and still nothing in the scan after that", async () => {
    await bringScan(tenant.slug, scanOf(hoursAgo(72), [{ check: "entra_a" }, { check: "entra_b" }]));
    for (const hours of [48, 24]) {
      const result = await bringScan(tenant.slug, scanOf(hoursAgo(hours), [{ check: "entra_a", version: "6.0.0" }]));
      expect(result.resolved).toBe(0);
    }
  });

  it("a scan of one service resolves nothing of another, of another account or of another region", async () => {
    const elsewhere = [
      { check: "intune_a", service: "intune" },
      { check: "entra_a", account: "other.onmicrosoft.com" },
      { check: "entra_a", region: "eu-west-1" },
    ];
    await bringScan(tenant.slug, scanOf(hoursAgo(48), [{ check: "entra_a", resource: "a" }, ...elsewhere]));
    expect((await bringScan(tenant.slug, scanOf(hoursAgo(24), [{ check: "entra_a", resource: "b" }]))).resolved).toBe(
      1,
    );
    const open = (await findingsOf(tenant.id)).filter((finding) => finding.status === "open");
    expect(open).toHaveLength(4);
  });

  it("a partial scan resolves what passes in it and leaves the checks that it did not run", async () => {
    await bringScan(tenant.slug, scanOf(hoursAgo(48), [{ check: "entra_a" }, { check: "entra_b" }]));
    const result = await bringScan(tenant.slug, scanOf(hoursAgo(24), [{ check: "entra_a", status: "PASS" }]), {
      isPartial: true,
    });
    expect(result.resolved).toBe(1);
    expect((await findingsOf(tenant.id)).map((finding) => finding.status)).toEqual(["resolved", "open"]);
  });

  it("a file with one check of a service in which many are known is taken for a scan of that one", async () => {
    const many = Array.from({ length: 20 }, (_, i) => ({ check: `entra_${String(i).padStart(2, "0")}` }));
    await bringScan(tenant.slug, scanOf(hoursAgo(48), many));
    expect((await bringScan(tenant.slug, scanOf(hoursAgo(24), many.slice(0, 1)))).resolved).toBe(0);
  });

  it("not assessed never opens and never resolves", async () => {
    await bringScan(tenant.slug, scanOf(hoursAgo(48), [{ check: "entra_a" }]));
    const result = await bringScan(
      tenant.slug,
      scanOf(hoursAgo(24), [
        { check: "entra_a", status: "MANUAL" },
        { check: "entra_b", status: "MANUAL" },
      ]),
    );
    expect(counts(result)).toEqual({ ...nothing, unchanged: 2 });
    expect((await findingsOf(tenant.id)).map(({ checkId, status }) => [checkId, status])).toEqual([
      ["entra_a", "open"],
    ]);
  });

  it("muted in the tool is accepted here, and unmuted opens it again", async () => {
    await bringScan(tenant.slug, scanOf(hoursAgo(72), [{}]));
    expect(counts(await bringScan(tenant.slug, scanOf(hoursAgo(48), [{ isMuted: true }])))).toEqual({
      ...nothing,
      changed: 1,
    });
    expect((await findingsOf(tenant.id))[0]?.status).toBe("accepted");
    expect(counts(await bringScan(tenant.slug, scanOf(hoursAgo(24), [{}])))).toEqual({ ...nothing, reopened: 1 });
    const kinds = (await historyOf(tenant.id)).map((line) => line.split(" ")[1]);
    expect(kinds.filter((kind) => kind !== "content_changed")).toEqual(["created", "accepted", "reopened"]);
  });

  it("another severity and another text are each written down", async () => {
    await bringScan(tenant.slug, scanOf(hoursAgo(48), [{ severityId: 3 }]));
    const result = await bringScan(tenant.slug, scanOf(hoursAgo(24), [{ severityId: 5, detail: "It got worse." }]));
    expect(counts(result)).toEqual({ ...nothing, changed: 1 });
    const events = await inSystem((tx) =>
      tx.findingEvent.findMany({ where: { tenantId: tenant.id }, orderBy: { id: "asc" } }),
    );
    expect(events.map((event) => event.kind)).toEqual(["created", "severity_changed", "content_changed"]);
    expect(events[1]).toMatchObject({ fromSeverity: "medium", toSeverity: "critical", occurredAt: hoursAgo(24) });
  });

  it("scans end in the same state in whatever order they are imported", async () => {
    const scans = [
      scanOf(hoursAgo(72), [{ check: "entra_a" }, { check: "entra_b" }]),
      scanOf(hoursAgo(48), [
        { check: "entra_a", status: "PASS" },
        { check: "entra_b", severityId: 5 },
        { check: "entra_c" },
      ]),
      scanOf(hoursAgo(24), [
        { check: "entra_a", status: "PASS" },
        { check: "entra_b", severityId: 5 },
        { check: "entra_c", status: "PASS" },
      ]),
    ];
    const ends = [];
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 0, 2],
      [1, 2, 0],
    ]) {
      const other = await buildTenant();
      for (const i of order) await bringScan(other.slug, scans[i] ?? []);
      ends.push(
        (await findingsOf(other.id)).map(({ checkId, status, severity, firstSeenAt, lastSeenAt }) => ({
          checkId,
          status,
          severity,
          firstSeenAt,
          lastSeenAt,
        })),
      );
    }
    expect(ends[0]).toHaveLength(3);
    for (const end of ends) expect(end).toEqual(ends[0]);
    expect(ends[0]?.map((finding) => [finding.checkId, finding.status])).toEqual([
      ["entra_a", "resolved"],
      ["entra_b", "open"],
      ["entra_c", "resolved"],
    ]);
  });

  it("the same key twice in one file is one finding, and a failure wins over a pass", async () => {
    const result = await bringScan(tenant.slug, scanOf(hoursAgo(24), [{ status: "PASS" }, {}, {}]));
    expect(counts(result)).toEqual({ ...nothing, created: 1, unchanged: 2 });
    expect((await findingsOf(tenant.id)).map((finding) => finding.status)).toEqual(["open"]);
  });

  it("the same content in other bytes writes no row of findings or history", async () => {
    const scan = scanOf(hoursAgo(24), [{ check: "entra_a" }, { check: "entra_b" }]);
    await bringScan(tenant.slug, scan);
    const before = await stateOf(tenant.id);
    const result = await bringScan(tenant.slug, [...scan].reverse());
    expect(counts(result)).toEqual({ ...nothing, unchanged: 2 });
    expect(await stateOf(tenant.id)).toBe(before);
  });

  it("fields that we have no name for are kept in the evidence", async () => {
    const [record = {}] = scanOf(hoursAgo(24), [{}]);
    await bringScan(tenant.slug, [{ ...record, invented_later: { deep: [1, { x: "y" }] } }]);
    const [finding] = await findingsOf(tenant.id);
    expect(finding?.evidence).toMatchObject({
      detail: "It is not as it should be.",
      ocsf: { invented_later: { deep: [1, { x: "y" }] } },
    });
  });

  it("evidence and compliance are canonical JSON, byte for byte", async () => {
    const { canonicalJson } = await import("@/lib/archive/canonical-json");
    await bringScan(tenant.slug, scanOf(hoursAgo(24), [{ detail: 'é "quoted" \n\t\u0001 \\ 1e21' }]));
    const [row] = await inSystem(
      (tx) => tx.$queryRaw<{ evidence: string; compliance: string }[]>`
      SELECT evidence::text AS evidence, compliance::text AS compliance FROM findings WHERE tenant_id = ${tenant.id}`,
    );
    expect(row?.evidence).toBe(canonicalJson(JSON.parse(row?.evidence ?? "")));
    expect(row?.compliance).toBe('["CIS-6.0: 1.3.3"]');
  });
});
