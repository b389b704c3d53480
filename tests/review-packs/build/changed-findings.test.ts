import canonicalize from "canonicalize";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ChangeKind, changeKinds } from "@/lib/findings/net-changes";
import { buildTenant } from "@/tests/factories";
import { bringScan, findingsOf, hoursAgo, type RecordFields, scanOf } from "@/tests/imports/scan";
import { changesNow, recordPack } from "./staged-changes";

const checks = ["entra_first_check", "entra_second_check"];
const resources = ["a", "b", "c"];
const places = checks.flatMap((check) => resources.map((resource) => ({ check, resource })));

/** One scan: what it says of each place, or null where the place is not in it. */
const scan = fc.array(
  fc.option(
    fc.record({
      verdict: fc.constantFrom("FAIL", "FAIL", "PASS", "MUTED" as const),
      severityId: fc.constantFrom(2, 4, 5),
      detail: fc.constantFrom("one way", "another way"),
    }),
    { freq: 4 },
  ),
  { minLength: places.length, maxLength: places.length },
);

/** Scans with a pack in between, or not. */
const story = fc.array(fc.record({ scan, isPackAfter: fc.boolean() }), { minLength: 2, maxLength: 6 });

describe("changes.json against two full snapshots", () => {
  it("names exactly what differs, whatever happened between two packs", async () => {
    const seen: Record<ChangeKind, number> = {
      accepted: 0,
      details_changed: 0,
      new: 0,
      reopened: 0,
      resolved: 0,
      severity_changed: 0,
    };
    await fc.assert(
      fc.asyncProperty(story, async (steps) => {
        const tenant = await buildTenant();
        let before: Snapshot | null = null;
        for (const [i, step] of steps.entries()) {
          const records = recordsOf(step.scan);
          if (records.length > 0) await bringScan(tenant.slug, scanOf(hoursAgo(200 - i), records));
          if (!step.isPackAfter && i < steps.length - 1) continue;
          const { changes, collected, text } = await changesNow(tenant);
          const after = await snapshotOf(tenant.id);
          expect(text).toBe(canonicalize(changes));
          const named = Object.fromEntries(
            changeKinds.map((kind) => [kind, changes.findings[kind].map((finding) => finding.fingerprint).sort()]),
          ) as Record<ChangeKind, string[]>;
          const { details_changed: details, ...others } = named;
          const naive = compare(before, after);
          expect(others).toEqual(naive.kinds);
          // The history does not say to what the details went: there and back again counts as changed.
          expect(details).toEqual(expect.arrayContaining(naive.details));
          for (const kind of changeKinds) {
            seen[kind] += named[kind].length;
            expect(changes.totals.findings[kind]).toBe(named[kind].length);
            for (const finding of changes.findings[kind]) {
              const { status, severity } = after.get(finding.fingerprint) ?? {};
              expect(finding).toMatchObject({ status, severity });
              const old = before?.get(finding.fingerprint);
              expect([finding.from_status, finding.from_severity]).toEqual([
                old?.status ?? null,
                old?.severity ?? null,
              ]);
            }
          }
          // Expired: the next one may have the same content.
          const generatedAt = new Date(hoursAgo(100).getTime() + i * 1000);
          await recordPack(tenant, collected, { status: "expired", generatedAt, expiresAt: hoursAgo(50) });
          before = after;
        }
      }),
      { numRuns: 12 },
    );
    // A test that never met a kind would prove nothing about it.
    for (const kind of changeKinds) expect(seen[kind], kind).toBeGreaterThan(0);
  }, 180_000);
});

type Snapshot = Map<string, { status: string; severity: string; details: string }>;

function recordsOf(
  verdicts: ({ verdict: string; severityId: number; detail: string } | null)[],
): Partial<RecordFields>[] {
  return places.flatMap((place, i) => {
    const said = verdicts[i];
    if (!said) return [];
    const { verdict, ...fields } = said;
    return [{ ...place, ...fields, status: verdict === "PASS" ? "PASS" : "FAIL", isMuted: verdict === "MUTED" }];
  });
}

async function snapshotOf(tenantId: bigint): Promise<Snapshot> {
  const findings = await findingsOf(tenantId);
  return new Map(
    findings.map(({ fingerprint, status, severity, title, evidence }) => [
      fingerprint,
      { status, severity, details: JSON.stringify([title, evidence]) },
    ]),
  );
}

/** The same question, asked of two snapshots held whole. Nothing is new for a first pack. */
function compare(before: Snapshot | null, after: Snapshot) {
  const kinds = { accepted: [], new: [], reopened: [], resolved: [], severity_changed: [] } as Record<string, string[]>;
  const details: string[] = [];
  const goes: Record<string, string> = { open: "reopened", resolved: "resolved", accepted: "accepted" };
  for (const [key, now] of before ? [...after].sort(([a], [b]) => (a < b ? -1 : 1)) : []) {
    const was = before?.get(key);
    if (!was) kinds.new?.push(key);
    else {
      if (was.status !== now.status) kinds[goes[now.status] ?? ""]?.push(key);
      if (was.severity !== now.severity) kinds.severity_changed?.push(key);
      if (was.status === now.status && was.severity === now.severity && was.details !== now.details) details.push(key);
    }
  }
  return { kinds, details };
}
