import { beforeAll, describe, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { type FindingFilter, type FindingSort, findingSorts } from "@/lib/findings/filter";
import { countFindings, getFinding, listFindings, listFindingTools } from "@/lib/findings/queries";
import { findingStatuses, severities } from "@/lib/findings/severity";
import type { TenantRef } from "@/lib/tenants/tenants";
import { buildFinding, buildTenant, buildUser, sha256, type UserActor } from "@/tests/factories";

const rows = 137;
let tenant: TenantRef;
let beside: TenantRef;
let reader: UserActor;

beforeAll(async () => {
  tenant = await buildTenant();
  beside = await buildTenant({ workspaceId: tenant.workspaceId });
  reader = await buildUser({ role: "readonly", tenant });
  // In turns, so that the ids of either tenant have gaps.
  await inSystem((tx) =>
    tx.finding.createMany({
      data: Array.from({ length: rows * 2 }, (_, at) => {
        const own = at % 2 === 0 ? tenant : beside;
        return {
          tenantId: own.id,
          workspaceId: own.workspaceId,
          fingerprint: sha256(`finding ${at}`),
          source: at % 7 === 0 ? "scubagear" : "prowler",
          checkId: `check_${at % 11}`,
          title: `Title ${at}`,
          severity: severities[(at >> 1) % 5] ?? "low",
          status: findingStatuses[(at >> 2) % 3] ?? "open",
          resourceName: at % 10 === 0 ? "50%_of\\all" : "plain",
          firstSeenAt: new Date("2026-01-01T00:00:00Z"),
          lastSeenAt: new Date("2026-01-02T00:00:00Z"),
        };
      }),
    }),
  );
});

/** All pages from the first to the last; then back again from there, as the pages' own links lead. */
async function walk(filter: FindingFilter) {
  const there: string[] = [];
  const places: string[] = [];
  let page = await listFindings(reader, tenant.slug, filter);
  for (;;) {
    there.push(...page.findings.map(({ id }) => id));
    if (page.next === null) break;
    places.push(page.next);
    page = await listFindings(reader, tenant.slug, { ...filter, cursor: page.next });
  }
  const back = page.findings.map(({ id }) => id);
  while (page.previous !== null) {
    page = await listFindings(reader, tenant.slug, { ...filter, before: page.previous });
    back.unshift(...page.findings.map(({ id }) => id));
  }
  return { there, back, places };
}

async function expected(filter: FindingFilter, sort: FindingSort): Promise<string[]> {
  const all = await inSystem((tx) =>
    tx.finding.findMany({ where: { tenantId: tenant.id }, omit: { contentHash: true } }),
  );
  const rank = (severity: string) => severities.map(String).indexOf(severity);
  return all
    .filter((row) => !filter.severity || [filter.severity].flat().some((severity) => severity === row.severity))
    .filter((row) => !filter.status || row.status === filter.status)
    .filter((row) => !filter.source || row.source === filter.source)
    .sort(
      (a, b) =>
        (sort === "worst" ? rank(a.severity) - rank(b.severity) : 0) ||
        (sort === "oldest" ? 1 : -1) * Number(a.id - b.id),
    )
    .map(({ id }) => String(id));
}

describe("paging through findings", () => {
  it.each(
    findingSorts.flatMap((sort) => [
      { sort },
      { sort, status: "open" as const },
      { sort, severity: "high" as const, status: "resolved" as const },
      { sort, severity: ["critical", "high"] as const },
      { sort, source: "scubagear" },
    ]),
  )("gives every finding once and none twice, there and back: %o", async (filter) => {
    const all = await expected(filter, filter.sort);
    const { there, back, places } = await walk({ ...filter, limit: 9 });
    expect(all.length).toBeGreaterThan(5);
    expect(there).toEqual(all);
    expect(back).toEqual(all);
    expect(places).toHaveLength(Math.ceil(all.length / 9) - 1);
  });

  it("skips and repeats nothing when findings arrive while somebody pages", async () => {
    const first = await listFindings(reader, tenant.slug, { sort: "oldest", limit: 100 });
    const late = await buildFinding({ tenant, severity: "low" });
    const rest = await listFindings(reader, tenant.slug, { sort: "oldest", limit: 100, cursor: first.next ?? "" });
    const ids = [...first.findings, ...rest.findings].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.at(-1)).toBe(String(late.id));
    await inSystem((tx) => tx.finding.delete({ where: { id: late.id }, omit: { contentHash: true } }));
  });

  it("begins at the first page for a cursor that is none, or one of another order", async () => {
    const first = await listFindings(reader, tenant.slug, { sort: "worst", limit: 3 });
    for (const cursor of ["17", "9-17", "0-0", "-1", "'; DROP TABLE findings", "0-99999999999999999999"]) {
      expect(await listFindings(reader, tenant.slug, { sort: "worst", limit: 3, cursor }), cursor).toEqual(first);
    }
    expect(first.previous).toBeNull();
  });

  it("never shows a finding of another tenant, by no filter and no cursor", async () => {
    const others = await inSystem((tx) =>
      tx.finding.findMany({ where: { tenantId: beside.id }, select: { id: true } }),
    );
    const foreign = new Set(others.map(({ id }) => String(id)));
    for (const sort of findingSorts) {
      const { there } = await walk({ sort, limit: 50 });
      expect(there.filter((id) => foreign.has(id))).toEqual([]);
    }
    const stranger = await buildUser({ role: "owner", tenant: await buildTenant() });
    const guest = await buildUser({ role: "readonly", tenant: beside, on: "tenant" });
    for (const somebody of [stranger, guest]) {
      await expect(listFindings(somebody, tenant.slug, {})).rejects.toMatchObject({ code: "not_found" });
      await expect(listFindingTools(somebody, tenant.slug)).rejects.toMatchObject({ code: "not_found" });
    }
    await expect(getFinding(guest, beside.slug, (await expected({}, "newest"))[0] ?? "")).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("narrowing findings", () => {
  it("takes %, _ and a backslash in a text for what they are", async () => {
    const found = async (text: string) =>
      (await listFindings(reader, tenant.slug, { text, limit: 200 })).findings.length;
    expect(await found("50%_OF\\ALL")).toBe(28);
    expect(await found("%plain%")).toBe(0);
    expect(await found("50x_of")).toBe(0);
  });

  it("finds what was resolved since a day, opened again or not, and nothing else", async () => {
    const here = await buildTenant({ workspaceId: tenant.workspaceId });
    const event = (findingId: bigint, kind: string, occurredAt: string) => ({
      tenantId: here.id,
      workspaceId: here.workspaceId,
      findingId,
      kind,
      occurredAt: new Date(occurredAt),
    });
    const lately = await buildFinding({ tenant: here, status: "open" });
    const before = await buildFinding({ tenant: here, status: "resolved" });
    const created = await buildFinding({ tenant: here });
    await inSystem((tx) =>
      tx.findingEvent.createMany({
        data: [
          event(lately.id, "resolved", "2026-03-10T00:00:00Z"),
          event(before.id, "resolved", "2026-02-10T00:00:00Z"),
          event(created.id, "created", "2026-03-11T00:00:00Z"),
        ],
      }),
    );
    const { findings } = await listFindings(reader, here.slug, { resolvedSince: new Date("2026-03-01T00:00:00Z") });
    expect(findings.map(({ id }) => id)).toEqual([String(lately.id)]);
  });

  it("knows the tools of a tenant, each once, and counts what the list shows", async () => {
    expect(await listFindingTools(reader, tenant.slug)).toEqual(["prowler", "scubagear"]);
    expect(await listFindingTools(reader, (await buildTenant({ workspaceId: tenant.workspaceId })).slug)).toEqual([]);
    const counts = await countFindings(reader, tenant.slug);
    for (const severity of severities) {
      for (const status of findingStatuses) {
        expect(counts[severity][status]).toBe((await expected({ severity, status }, "newest")).length);
      }
    }
  });

  it("cuts texts of megabytes short in a list", async () => {
    const here = await buildTenant({ workspaceId: tenant.workspaceId });
    await buildFinding({ tenant: here, title: "x".repeat(1_000_000), resourceName: "y".repeat(1_000_000) });
    const { findings } = await listFindings(reader, here.slug);
    expect(JSON.stringify(findings).length).toBeLessThan(2_000);
  });
});
