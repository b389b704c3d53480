import { canonicalJson } from "@/lib/archive/canonical-json";
import { recordAudit } from "@/lib/audit/record";
import type { Actor } from "@/lib/auth/actor";
import { can } from "@/lib/auth/policy";
import { inSystem } from "@/lib/db";
import { AppError } from "@/lib/errors";
import {
  type Expectation,
  type Expectations,
  expectationOf,
  expectationsSchema,
  expectedFromTheStart,
  isMissed,
  staleAfterDaysMax,
} from "@/lib/sources/expectations";
import { readSourcesOf } from "@/lib/sources/read-sources";
import { refusedTypesOf } from "@/lib/sources/refused-lists";
import { sourceLabel } from "@/lib/sources/source-label";
import type { TenantSources } from "@/lib/sources/standing";
import { getTenantWithin, type TenantRef } from "@/lib/tenants/tenants";

/** A source in the settings. */
export interface ExpectedSource extends Expectation {
  source: string;
  label: string;
  /** When it last looked, ISO 8601 UTC; null when it was never collected. */
  capturedAt: string | null;
  isCollected: boolean;
}

/** What a tenant's packs are expected to hold, for its settings. */
export interface ExpectedSources {
  tenant: TenantRef;
  /** Whether the actor may change it. */
  canChange: boolean;
  /** Of sources that are not listed. */
  staleAfterDays: number;
  sources: ExpectedSource[];
}

/** Sources that the product knows how to collect: offered before they have been. */
const known = [
  ...expectedFromTheStart,
  "conditional_access",
  "findings.maester",
  "findings.prowler",
  "findings.scubagear",
  "intune_roles",
  "secure_score",
];

/** What is expected of a tenant's sources. @throws {AppError} not_found, forbidden (tenant.view). */
export async function getExpectedSources(actor: Actor, slug: string): Promise<ExpectedSources> {
  return inSystem(async (tx) => {
    const tenant = await getTenantWithin(tx, actor, slug, "tenant.view");
    const canChange = await can(tx, actor, "tenant.manage", { workspaceId: tenant.workspaceId, tenantId: tenant.id });
    const read = await readSourcesOf((sql, values) => tx.$queryRawUnsafe(sql, ...values), tenant.id);
    const { seen, expectations } = read;
    const given = givenBy(read);
    const names = new Set([...known, ...Object.keys(expectations.sources), ...given]);
    const sources = [...names].map((source): ExpectedSource => {
      const found = seen
        .filter((one) => one.source === source || (source === "findings" && one.source.startsWith("findings.")))
        .sort((a, b) => ((a.capturedAt ?? "") < (b.capturedAt ?? "") ? 1 : -1))[0];
      return {
        source,
        label: source === "findings" ? "Findings of any tool" : sourceLabel(source),
        capturedAt: found?.capturedAt ?? null,
        isCollected: found !== undefined,
        ...asIs(expectations, source, found !== undefined || given.has(source)),
      };
    });
    sources.sort((a, b) => (a.label < b.label ? -1 : 1));
    return { tenant, canChange, staleAfterDays: expectations.staleAfterDays, sources };
  });
}

/** What was collected, or is asked for by a connection that was refused. */
function givenBy({ seen, notRead }: TenantSources): Set<string> {
  return new Set([...seen.map(({ source }) => source), ...refusedTypesOf(notRead)]);
}

/** Whether a source is expected now: one that is given as its row says, one that is not if it is missed. */
function asIs(expectations: Expectations, source: string, isGiven: boolean): Expectation {
  return {
    isExpected: isGiven ? expectationOf(expectations, source).isExpected : isMissed(expectations, source),
    staleAfterDays: expectations.sources[source]?.staleAfterDays ?? null,
  };
}

/**
 * Says what a tenant's packs are expected to hold. Only what differs from the defaults is kept, so that a source which is
 * collected one day is expected from then on. A pack that is made after this is another one: its coverage is judged anew.
 * @returns whether anything changed.
 * @throws {AppError} not_found, forbidden (tenant.manage), invalid_input.
 */
export async function setExpectations(actor: Actor, slug: string, wanted: Expectations, now: Date): Promise<boolean> {
  const parsed = expectationsSchema.safeParse(wanted);
  if (!parsed.success)
    throw new AppError("invalid_input", `A source may be 1 to ${staleAfterDaysMax} days old.`, {
      next: "Write a whole number of days.",
    });
  return inSystem(async (tx) => {
    const tenant = await getTenantWithin(tx, actor, slug, "tenant.manage");
    await tx.$queryRaw`SELECT id FROM tenants WHERE id = ${tenant.id} FOR NO KEY UPDATE`;
    const read = await readSourcesOf((sql, values) => tx.$queryRawUnsafe(sql, ...values), tenant.id);
    const before = read.expectations;
    const after = withoutDefaults(parsed.data, givenBy(read));
    if (canonicalJson(before) === canonicalJson(after)) return false;
    await tx.tenant.update({ where: { id: tenant.id }, data: { sourceExpectations: after, updatedAt: now } });
    await recordAudit(tx, {
      workspaceId: tenant.workspaceId,
      tenantId: tenant.id,
      action: "tenant.expectations_changed",
      subject: { type: "tenant", id: tenant.id },
      actor,
      details: differences(before, after),
    });
    return true;
  });
}

function withoutDefaults({ staleAfterDays, sources }: Expectations, given: ReadonlySet<string>): Expectations {
  const own = { staleAfterDays, sources: {} as Expectations["sources"] };
  // `findings` first: what is expected of them is the default of each tool.
  for (const source of Object.keys(sources).sort()) {
    const wanted = sources[source];
    if (wanted && canonicalJson(wanted) !== canonicalJson(asIs(own, source, given.has(source))))
      own.sources[source] = wanted;
  }
  return own;
}

function differences(before: Expectations, after: Expectations) {
  const names = new Set([...Object.keys(before.sources), ...Object.keys(after.sources)]);
  const changed = [...names].filter(
    (source) => JSON.stringify(before.sources[source]) !== JSON.stringify(after.sources[source]),
  );
  const byDefault = "as the default is";
  return {
    ...(before.staleAfterDays === after.staleAfterDays
      ? {}
      : { staleAfterDays: { from: before.staleAfterDays, to: after.staleAfterDays } }),
    ...Object.fromEntries(
      changed.map((source) => [
        source,
        { from: before.sources[source] ?? byDefault, to: after.sources[source] ?? byDefault },
      ]),
    ),
  };
}
