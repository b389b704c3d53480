import { describe, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { buildTenant } from "@/tests/factories";
import { bring, findingsOf, historyOf, hoursAgo, jsonOf, scanOf } from "@/tests/imports/scan";

const ms = (hours: number) => hoursAgo(hours).getTime();

/** A Detection Finding of some product, with the attributes that the schema requires. */
const detection = (uid: string, fields: Record<string, unknown> = {}, info: Record<string, unknown> = {}) => ({
  activity_id: 1,
  category_uid: 2,
  class_uid: 2004,
  type_uid: 200401,
  metadata: { product: { name: "Acme Scanner 9", version: "9.1" }, version: "1.5.0" },
  severity_id: 3,
  time: ms(24),
  finding_info: { uid, ...info },
  ...fields,
});

describe("OCSF Detection Findings of any product", () => {
  const two = [detection("a", {}, { title: "Open port" }), detection("b", { status_id: 3, status: "Suppressed" })];

  it.each([
    ["a list", jsonOf(two)],
    ["one object a line", Buffer.from(two.map((one) => JSON.stringify(one)).join("\n"))],
    [
      "objects one after the other, over several lines",
      Buffer.from(two.map((one) => JSON.stringify(one, null, 2)).join("\n")),
    ],
  ])("%s is read", async (_, bytes) => {
    const tenant = await buildTenant();
    expect(await bring(tenant.slug, bytes)).toMatchObject({
      format: "ocsf-detection",
      tool: "acme_scanner_9",
      rows: 2,
      created: 2,
      reports: ["assessment.acme_scanner_9"],
    });
    const findings = await findingsOf(tenant.id);
    expect(findings.map(({ source, status, severity }) => [source, status, severity])).toEqual([
      ["acme_scanner_9", "open", "medium"],
      ["acme_scanner_9", "accepted", "medium"],
    ]);
  });

  it("a single object is one finding, with all that the record says", async () => {
    const tenant = await buildTenant();
    const record = detection(
      "a",
      {
        message: "Port 22 is open.",
        severity_id: 5,
        resources: [{ uid: "host-1", name: "host one", type: "Host" }, { uid: "host-2" }],
        remediation: { desc: "Close it.", references: ["https://example.com/close", "ufw deny 22"] },
        unmapped: { compliance: { "CIS-8": ["4.1"] }, extra: { deep: [1] } },
        risk_level: "High",
      },
      { title: "Open port", desc: "A port.", analytic: { uid: "rule-7", name: "Ports" } },
    );
    expect(await bring(tenant.slug, jsonOf(record))).toMatchObject({ rows: 1, created: 1 });
    expect((await findingsOf(tenant.id))[0]).toMatchObject({
      checkId: "rule-7",
      title: "Open port",
      severity: "critical",
      resourceId: "host-1",
      resourceName: "host one",
      resourceType: "Host",
      lastSeenAt: hoursAgo(24),
      remediation: "Close it.\nhttps://example.com/close",
      compliance: ["CIS-8: 4.1"],
      evidence: {
        detail: "Port 22 is open.",
        remediationCommands: ["ufw deny 22"],
        ocsf: { unmapped: { extra: { deep: [1] } }, risk_level: "High", resources: [{ uid: "host-2" }] },
      },
    });
  });

  it("time is in milliseconds or in seconds, and first and last seen are taken where they are", async () => {
    const tenant = await buildTenant();
    const records = [
      detection("a", { time: ms(24) / 1000 }),
      detection("b", { time: ms(1) }, { first_seen_time: ms(72), last_seen_time: ms(48) }),
    ];
    await bring(tenant.slug, jsonOf(records));
    const [a, b] = await findingsOf(tenant.id);
    expect([a?.firstSeenAt, a?.lastSeenAt]).toEqual([hoursAgo(24), hoursAgo(24)]);
    expect([b?.firstSeenAt, b?.lastSeenAt]).toEqual([hoursAgo(72), hoursAgo(48)]);
  });

  it("status_id decides: new and in progress are open, suppressed is accepted, resolved is resolved, with its history", async () => {
    const tenant = await buildTenant();
    const statuses = { 1: "open", 2: "open", 3: "accepted", 4: "resolved", 5: "resolved" };
    await bring(tenant.slug, jsonOf(Object.keys(statuses).map((id) => detection(`f${id}`, { status_id: Number(id) }))));
    expect((await findingsOf(tenant.id)).map(({ status }) => status)).toEqual(Object.values(statuses));
    expect(await historyOf(tenant.id)).toContain("f4 resolved");
  });

  it("a finding that is closed later is resolved, also within one file, and one that is not in the file is left alone", async () => {
    const tenant = await buildTenant();
    const closed = detection("a", { status_id: 4, time: ms(12), activity_id: 3, type_uid: 200403 });
    await bring(tenant.slug, jsonOf([detection("a"), detection("b"), detection("c")]));
    expect(await bring(tenant.slug, jsonOf([closed]))).toMatchObject({ resolved: 1, created: 0 });
    expect((await findingsOf(tenant.id)).map(({ status }) => status)).toEqual(["resolved", "open", "open"]);

    const other = await buildTenant();
    await bring(other.slug, jsonOf([closed, detection("a")]));
    expect((await findingsOf(other.id))[0]).toMatchObject({ status: "resolved", firstSeenAt: hoursAgo(24) });
  });

  it("findings of two products in one file are told apart", async () => {
    const tenant = await buildTenant();
    const other = { ...detection("a"), metadata: { product: { name: "Other" } } };
    expect(await bring(tenant.slug, jsonOf([detection("a"), other]))).toMatchObject({
      tool: "ocsf",
      created: 2,
      reports: ["assessment.acme_scanner_9", "assessment.other"],
    });
    expect((await findingsOf(tenant.id)).map(({ source }) => source).sort()).toEqual(["acme_scanner_9", "other"]);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ["no uid", { finding_info: { title: "x" } }, /Record 2 \(\$\[1\]\) has no finding_info\.uid/],
    ["no product", { metadata: {} }, /Record 2 .* has no metadata\.product\.name/],
    ["no time", { time: undefined }, /Record 2 .* has the time/],
    ["an unknown severity", { severity_id: 6 }, /Record 2 .* has the severity_id "6"/],
    ["an unknown status", { status_id: 42 }, /Record 2 .* has the status_id "42"/],
    ["another status", { status_id: 99, status: "Snoozed" }, /Record 2 .* has the status_id "99" \("Snoozed"\)/],
    ["a status in words only", { status: "Bug" }, /Record 2 .* has the status "Bug"/],
    ["another class", { class_uid: 2002 }, /Record 2 .* is not a Detection Finding/],
  ])("%s is named with its place, and nothing is imported", async (_, fields, words) => {
    const tenant = await buildTenant();
    await expect(bring(tenant.slug, jsonOf([detection("a"), { ...detection("b"), ...fields }]))).rejects.toThrow(words);
    expect(await findingsOf(tenant.id)).toEqual([]);
  });
});

describe("OCSF Compliance Findings of any product", () => {
  const requirement = (id: string, fields: Record<string, unknown> = {}) => ({
    class_uid: 2003,
    metadata: { product: { name: "Acme" } },
    severity_id: 4,
    time: ms(24),
    finding_info: { uid: `u-${id}`, title: id },
    compliance: {
      standards: ["NIST 800-53"],
      requirements: [id],
      status_id: 3,
      checks: [{ uid: "S3.1", name: "No public buckets" }],
    },
    resources: [{ uid: "bucket-1" }],
    ...fields,
  });

  it("join the finding of that check and resource, whatever its own key is", async () => {
    const tenant = await buildTenant();
    const finding = {
      class_uid: 2004,
      metadata: { product: { name: "Acme" }, event_code: "S3.1" },
      severity_id: 4,
      time: ms(24),
      finding_info: { uid: "finding-1", title: "Bucket one is public" },
      resources: [{ uid: "bucket-1" }],
    };
    await bring(tenant.slug, jsonOf([finding]));
    expect(await bring(tenant.slug, jsonOf([requirement("AC-3"), requirement("AC-6")]))).toMatchObject({
      created: 0,
      changed: 1,
      unchanged: 1,
    });
    expect(await findingsOf(tenant.id)).toMatchObject([
      { title: "Bucket one is public", compliance: ["NIST 800-53: AC-3", "NIST 800-53: AC-6"] },
    ]);
    const again = await bring(tenant.slug, jsonOf([requirement("AC-6"), requirement("AC-3")]));
    expect(again).toMatchObject({ created: 0, changed: 0, unchanged: 2 });
  });

  it("leave what was accepted accepted, and stay when the scan is imported again without them", async () => {
    const tenant = await buildTenant();
    const scan = (hours: number) => jsonOf(scanOf(hoursAgo(hours), [{ check: "entra_a", isMuted: true }]));
    await bring(tenant.slug, scan(24));
    const record = requirement("AC.1", {
      metadata: { product: { name: "Prowler" }, event_code: "entra_a" },
      status_code: "FAIL",
      compliance: { standards: ["CMMC-2.0"], requirements: ["AC.1"], checks: [{ uid: "entra_a" }] },
      resources: [{ uid: "resource-1", name: "Name of resource-1", region: "global" }],
      unmapped: { cloud: { provider: "m365", account: { uid: "example.onmicrosoft.com" } } },
    });
    await bring(tenant.slug, jsonOf([record]));
    await bring(tenant.slug, scan(12));
    expect(await findingsOf(tenant.id)).toMatchObject([
      { status: "accepted", compliance: ["CIS-6.0: 1.3.3", "CMMC-2.0: AC.1"] },
    ]);
    expect(await historyOf(tenant.id)).toEqual(["entra_a created", "entra_a content_changed"]);
  });

  it("that people have to look at open nothing", async () => {
    const tenant = await buildTenant();
    const manual = requirement("AC-1", { status_code: "MANUAL", resources: undefined });
    expect(await bring(tenant.slug, jsonOf([manual]))).toMatchObject({ rows: 1, created: 0, unchanged: 1 });
    expect(await inSystem((tx) => tx.finding.count({ where: { tenantId: tenant.id } }))).toBe(0);
  });
});
