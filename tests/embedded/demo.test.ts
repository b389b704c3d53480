import { beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "@/lib/auth/actor";
import { verifyPassword } from "@/lib/auth/passwords";
import { inSystem } from "@/lib/db";
import { seedDemo } from "@/lib/embedded/demo/seed-demo";
import { countFindings, getFinding, listFindings } from "@/lib/findings/queries";
import { listReports } from "@/lib/reports/queries";
import { listTenants } from "@/lib/tenants/tenants";
import { stateOf } from "@/tests/imports/scan";

const now = new Date("2026-11-23T12:00:00Z");
const password = "correct horse battery staple";
const dayMs = 86_400_000;

// The product makes 50,000, as the browser tests see; what they are does not depend on how many.
const generatedFindings = 3_000;
const seed = () => seedDemo({ now, password, generatedFindings, onProgress: () => {} });
const tenantOf = (slug: string) => inSystem((tx) => tx.tenant.findFirstOrThrow({ where: { slug } }));

async function person(email: string): Promise<Actor> {
  const user = await inSystem((tx) => tx.user.findUniqueOrThrow({ where: { email } }));
  return { kind: "user", userId: user.id, name: user.name, email };
}

let result: Awaited<ReturnType<typeof seed>>;
beforeAll(async () => {
  result = await seed();
});

describe("the demo data", () => {
  it("has a person of each role, and a stranger in another workspace, with one password", async () => {
    expect(result.people.map(({ email }) => email)).toEqual([
      "owner@demo.example",
      "manager@demo.example",
      "operator@demo.example",
      "readonly@demo.example",
      "stranger@other.example",
    ]);
    const stored = await inSystem((tx) => tx.user.findUniqueOrThrow({ where: { email: "readonly@demo.example" } }));
    expect(await verifyPassword(stored.passwordHash ?? "", password)).toBe(true);
    expect((await listTenants(await person("owner@demo.example"))).map(({ slug }) => slug)).toEqual([
      "adatum",
      "contoso",
      "fabrikam",
      "tailspin",
    ]);
    expect((await listTenants(await person("stranger@other.example"))).map(({ slug }) => slug)).toEqual(["northwind"]);
  });

  it("Contoso has findings of two tools over three scans: new, resolved, reopened, accepted, severity changed", async () => {
    const contoso = await tenantOf("contoso");
    const kinds = await inSystem((tx) =>
      tx.findingEvent.groupBy({ by: ["kind"], where: { tenantId: contoso.id }, _count: true }),
    );
    const known = kinds.map(({ kind }) => kind);
    expect(known).toEqual(expect.arrayContaining(["created", "resolved", "reopened", "severity_changed"]));
    const tools = await inSystem((tx) => tx.finding.groupBy({ by: ["source"], where: { tenantId: contoso.id } }));
    expect(tools.map(({ source }) => source).sort()).toEqual(["prowler", "scubagear"]);
    const scans = await inSystem((tx) =>
      tx.import.count({ where: { tenantId: contoso.id, tool: "prowler", status: "completed" } }),
    );
    expect(scans).toBe(3);
    const counts = await countFindings(await person("readonly@demo.example"), "contoso");
    const of = (status: "open" | "resolved" | "accepted") =>
      Object.values(counts).reduce((sum, byStatus) => sum + byStatus[status], 0);
    expect(of("open")).toBeGreaterThan(20);
    expect(of("resolved")).toBeGreaterThan(10);
    expect(of("accepted")).toBeGreaterThan(0);
  });

  it("Contoso's reports are all there, Fabrikam's are 60 days old and one is missing, Tailspin has nothing", async () => {
    const owner = await person("owner@demo.example");
    const types = async (slug: string) =>
      (await listReports(owner, slug, now)).map(({ type, ageDays }) => [type, ageDays]);
    expect(await types("contoso")).toEqual([
      ["assessment.prowler", 3],
      ["assessment.scubagear", 3],
      ["entra_admin_roles", 3],
      ["permission_posture", 12],
    ]);
    expect(await types("fabrikam")).toEqual([
      ["assessment.prowler", 60],
      ["entra_admin_roles", 60],
    ]);
    expect(await types("tailspin")).toEqual([]);
    expect(await stateOf((await tenantOf("tailspin")).id)).toBe("");
  });

  it("Adatum has as many findings as were asked for, each marked as generated", async () => {
    const adatum = await tenantOf("adatum");
    expect(await inSystem((tx) => tx.finding.count({ where: { tenantId: adatum.id } }))).toBe(generatedFindings);
    expect(
      await inSystem((tx) =>
        tx.finding.count({ where: { tenantId: adatum.id, NOT: { title: { startsWith: "Generated: " } } } }),
      ),
    ).toBe(0);
  });

  it("operations lie in the past, within and beyond the last 30 days", async () => {
    const contoso = await tenantOf("contoso");
    const runs = await inSystem((tx) => tx.operationRun.findMany({ where: { tenantId: contoso.id } }));
    const ages = runs.map((run) => (now.getTime() - run.createdAt.getTime()) / dayMs);
    expect(ages.filter((age) => age < 30).length).toBeGreaterThan(3);
    expect(ages.filter((age) => age > 30).length).toBeGreaterThan(3);
    expect(runs.every((run) => run.status === "completed" && run.outcome === "succeeded")).toBe(true);
  });

  it("names nobody: people and hosts are of example.com", async () => {
    const [row] = await inSystem(
      (tx) => tx.$queryRaw<{ text: string }[]>`
      SELECT concat((SELECT string_agg(f::text, ' ') FROM findings f WHERE source = 'scubagear' OR id % 50 = 0), (SELECT string_agg(payload::text, ' ') FROM stored_reports)) AS text`,
    );
    const hosts = [...(row?.text ?? "").matchAll(/[a-z0-9.+-]+@([a-z0-9.-]+)|https?:\/\/([a-z0-9.-]+)/gi)].map(
      (match) => match[1] ?? match[2] ?? "",
    );
    expect(hosts.length).toBeGreaterThan(10);
    expect(
      [...new Set(hosts)].filter((host) => !/(^|\.)example\.com$/.test(host) && host !== "graph.microsoft.com"),
    ).toEqual([]);
  });

  it("seeding again changes nothing", async () => {
    const [contoso, adatum] = [await tenantOf("contoso"), await tenantOf("adatum")];
    const before = [await stateOf(contoso.id), (await stateOf(adatum.id)).length];
    const runs = await inSystem((tx) => tx.operationRun.count());
    expect(await seed()).toEqual(result);
    expect([await stateOf(contoso.id), (await stateOf(adatum.id)).length]).toEqual(before);
    expect(await inSystem((tx) => tx.operationRun.count())).toBe(runs);
  });

  it("a finding of Contoso tells its history", async () => {
    const readonly = await person("readonly@demo.example");
    const { findings } = await listFindings(readonly, "contoso", { source: "prowler", status: "resolved" });
    const detail = await getFinding(readonly, "contoso", findings[0]?.id ?? "");
    expect(detail.history.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["created", "resolved"]));
    expect(detail.history.map(({ occurredAt }) => occurredAt)).toEqual(
      detail.history.map(({ occurredAt }) => occurredAt).sort(),
    );
    expect(detail.compliance[0]).toMatch(/^CIS-6\.0: /);
  });
});
