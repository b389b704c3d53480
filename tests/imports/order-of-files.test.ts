import { beforeEach, describe, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import type { TenantRef } from "@/lib/tenants/tenants";
import { buildTenant } from "@/tests/factories";
import { bring, bringScan, findingsOf, historyOf, hoursAgo, jsonOf, now, scanOf } from "@/tests/imports/scan";

let tenant: TenantRef;
beforeEach(async () => {
  tenant = await buildTenant();
});

const statesOf = async (tenantId: bigint) =>
  (await findingsOf(tenantId)).map(({ checkId, resourceId, status }) => `${checkId} ${resourceId} ${status}`);

async function checksOf(tenantId: bigint, type: string) {
  const report = await inSystem((tx) =>
    tx.storedReport.findFirstOrThrow({ where: { tenantId, type }, orderBy: [{ capturedAt: "desc" }, { id: "desc" }] }),
  );
  const { checks } = report.payload as { checks: { id: string; passed: number; failed: number; assessedAt: string }[] };
  return checks.map(({ id, passed, failed, assessedAt }) => ({ id, passed, failed, assessedAt }));
}

const inOrder = async (scans: (() => Promise<unknown>)[]) => {
  for (const scan of scans) await scan();
};

describe("a scan that comes in after a newer one", () => {
  it("opens what the newer one did not assess, as it would have in the order of their dates", async () => {
    const other = await buildTenant();
    const older = scanOf(hoursAgo(72), [{ check: "entra_a" }, { check: "entra_b" }]);
    const newer = scanOf(hoursAgo(24), [{ check: "entra_a", status: "MANUAL" }, { check: "entra_b" }]);
    await inOrder([() => bringScan(tenant.slug, newer), () => bringScan(tenant.slug, older)]);
    await inOrder([() => bringScan(other.slug, older), () => bringScan(other.slug, newer)]);
    expect(await statesOf(tenant.id)).toEqual(["entra_a resource-1 open", "entra_b resource-1 open"]);
    expect(await statesOf(other.id)).toEqual(await statesOf(tenant.id));
  });

  it("opens nothing that passed in between, also when the newest scan did not assess it", async () => {
    await bringScan(tenant.slug, scanOf(hoursAgo(48), [{ check: "entra_a", status: "PASS" }]));
    await bringScan(tenant.slug, scanOf(hoursAgo(24), [{ check: "entra_a", status: "MANUAL" }]));
    await bringScan(tenant.slug, scanOf(hoursAgo(72), [{ check: "entra_a" }]));
    expect(await statesOf(tenant.id)).toEqual(["entra_a resource-1 resolved"]);
    const events = await inSystem((tx) =>
      tx.findingEvent.findMany({ where: { tenantId: tenant.id, kind: "resolved" } }),
    );
    expect(events.map(({ occurredAt }) => occurredAt)).toEqual([hoursAgo(48)]);
  });

  it("of another version opens a check that the newer version does not have", async () => {
    await bringScan(tenant.slug, scanOf(hoursAgo(24), [{ check: "entra_b", version: "6.0.0" }]));
    await bringScan(tenant.slug, scanOf(hoursAgo(72), [{ check: "entra_a" }]));
    expect(await statesOf(tenant.id)).toEqual(["entra_a resource-1 open", "entra_b resource-1 open"]);
  });

  it("of the same version creates a check that the newer one did without as resolved", async () => {
    await bringScan(tenant.slug, scanOf(hoursAgo(24), [{ check: "entra_b" }]));
    await bringScan(tenant.slug, scanOf(hoursAgo(72), [{ check: "entra_a" }, { check: "entra_b" }]));
    expect(await statesOf(tenant.id)).toEqual(["entra_a resource-1 resolved", "entra_b resource-1 open"]);
  });

  it("does not reopen what a partial scan saw pass", async () => {
    await bringScan(tenant.slug, scanOf(hoursAgo(96), [{}]));
    await bringScan(tenant.slug, scanOf(hoursAgo(24), [{ status: "PASS" }]), { isPartial: true });
    expect((await bringScan(tenant.slug, scanOf(hoursAgo(72), [{}]))).reopened).toBe(0);
    expect(await statesOf(tenant.id)).toEqual(["entra_first_check resource-1 resolved"]);
    expect(await historyOf(tenant.id)).toEqual(["entra_first_check created", "entra_first_check resolved"]);
  });

  it("does not open what a newer OSCAL file says is satisfied", async () => {
    const file = (start: Date, state: string) =>
      jsonOf({
        "assessment-results": {
          metadata: { title: "Yearly" },
          results: [
            {
              start: start.toISOString(),
              findings: [{ title: "Roles", target: { "target-id": "ac-6", status: { state } } }],
            },
          ],
        },
      });
    await bring(tenant.slug, file(hoursAgo(24), "satisfied"));
    await bring(tenant.slug, file(hoursAgo(72), "not-satisfied"));
    expect(await statesOf(tenant.id)).toEqual(["ac-6 ac-6 resolved"]);
  });

  it("adds the services to the newest assessment that it has not", async () => {
    await bringScan(tenant.slug, scanOf(hoursAgo(24), [{ check: "entra_a" }]));
    await bringScan(
      tenant.slug,
      scanOf(hoursAgo(72), [{ check: "intune_a", service: "intune" }, { check: "entra_old" }]),
    );
    expect(await checksOf(tenant.id, "assessment.prowler")).toEqual([
      { id: "entra_a", passed: 0, failed: 1, assessedAt: hoursAgo(24).toISOString() },
      { id: "intune_a", passed: 0, failed: 1, assessedAt: hoursAgo(72).toISOString() },
    ]);
  });
});

describe("a scan of a few checks", () => {
  it("leaves what is known of the others in the assessment", async () => {
    const many = Array.from({ length: 20 }, (_, i) => ({
      check: `entra_${String(i).padStart(2, "0")}`,
      status: "PASS" as const,
    }));
    await bringScan(tenant.slug, scanOf(hoursAgo(48), many));
    await bringScan(tenant.slug, scanOf(hoursAgo(24), [{ check: "entra_00" }]));
    const checks = await checksOf(tenant.id, "assessment.prowler");
    expect(checks).toHaveLength(20);
    expect(checks.slice(0, 2)).toEqual([
      { id: "entra_00", passed: 0, failed: 1, assessedAt: hoursAgo(24).toISOString() },
      { id: "entra_01", passed: 1, failed: 0, assessedAt: hoursAgo(48).toISOString() },
    ]);
  });
});

const controls = ["Control ID", "Requirement", "Result", "Criticality", "Details"];
const planned = [...controls, "Non-Compliance Reason", "Remediation Completion Date", "Justification"];
const csvOf = (header: string[], rows: string[][]) =>
  Buffer.from([header, ...rows].map((cells) => cells.map((cell) => `"${cell}"`).join(",")).join("\r\n"));
const control = (number: string, result: string) => [
  `MS.AAD.${number}v1`,
  `Requirement ${number}`,
  result,
  "Shall",
  "As it is.",
];

describe("ScubaGear's action plan", () => {
  const results = csvOf(controls, [control("1.1", "Fail"), control("2.1", "Warning"), control("3.1", "Pass")]);
  const plan = csvOf(planned, [[...control("1.1", "Fail"), "An old system", "2027-01-31", "Replaced soon"]]);

  it("is no scan: it resolves nothing, leaves the assessment as it is, and what people wrote outlives the results", async () => {
    await bring(tenant.slug, results, { capturedAt: hoursAgo(48) });
    const before = await checksOf(tenant.id, "assessment.scubagear");
    const open = ["MS.AAD.1.1  open", "MS.AAD.2.1  open"];
    expect(await bring(tenant.slug, plan)).toMatchObject({
      format: "scubagear-action-plan-csv",
      changed: 1,
      resolved: 0,
    });
    expect(await statesOf(tenant.id)).toEqual(open);
    expect(await checksOf(tenant.id, "assessment.scubagear")).toEqual(before);
    await bring(
      tenant.slug,
      csvOf(
        planned,
        [control("1.1", "Fail")].map((row) => [...row, " ", " ", "Later"]),
      ),
      { capturedAt: hoursAgo(24) },
    );
    expect(await statesOf(tenant.id)).toEqual(open);
    expect(await checksOf(tenant.id, "assessment.scubagear")).toHaveLength(3);

    expect(
      (await bring(tenant.slug, Buffer.concat([results, Buffer.from("\r\n")]), { capturedAt: hoursAgo(12) })).changed,
    ).toBe(0);
    const [finding] = await findingsOf(tenant.id);
    expect(finding?.evidence).toMatchObject({ plan: { Justification: "Later" } });
  });

  it("reopens nothing that was resolved since: it does not say when it is from", async () => {
    await bring(tenant.slug, results, { capturedAt: hoursAgo(48) });
    await bring(tenant.slug, csvOf(controls, [control("1.1", "Pass"), control("2.1", "Warning")]), {
      capturedAt: hoursAgo(24),
    });
    expect(await bring(tenant.slug, plan, {}, now)).toMatchObject({ reopened: 0, resolved: 0 });
    expect(await statesOf(tenant.id)).toEqual(["MS.AAD.1.1  resolved", "MS.AAD.2.1  open"]);
  });

  it("alone is what is known", async () => {
    expect(await bring(tenant.slug, plan)).toMatchObject({ created: 1, reports: ["assessment.scubagear"] });
  });
});
