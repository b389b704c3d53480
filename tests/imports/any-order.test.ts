import fc from "fast-check";
import { expect, it } from "vitest";
import { buildTenant } from "@/tests/factories";
import { bringScan, findingsOf, hoursAgo, type RecordFields, scanOf } from "@/tests/imports/scan";

const checks = ["entra_a", "entra_b"];
const resources = ["x", "y"];
const runs = Number(process.env.ANY_ORDER_RUNS ?? 6);

/** What a scan says of a check: not assessed, not in it at all, or a result for each resource that it found. */
const outcome = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom("manual" as const, "left out" as const) },
  { weight: 3, arbitrary: fc.tuple(...resources.map(() => fc.constantFrom("FAIL" as const, "PASS" as const, null))) },
);
const scan = fc.tuple(outcome, outcome);

function recordsOf(outcomes: unknown[]): Partial<RecordFields>[] {
  const records = outcomes.flatMap((said, i): Partial<RecordFields>[] => {
    const check = checks[i] ?? "";
    if (said === "manual") return [{ check, resource: "", status: "MANUAL" as const }];
    if (said === "left out") return [];
    return (said as ("FAIL" | "PASS" | null)[]).flatMap((status, j) =>
      status === null ? [] : [{ check, resource: resources[j] ?? "", status }],
    );
  });
  return [...records, { check: "entra_always", resource: "x", status: "PASS" }];
}

// Not always so when the tool's version changes in between, for a check of which one scan assessed some resources and not others, and for
// what only a partial scan has seen (docs/imports.md).
it("scans of one version of a tool end in the same findings in whatever order they come in", {
  retry: 0,
  timeout: 600_000,
}, async () => {
  const ages = [96, 72, 48, 24];
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(scan, scan, scan, scan),
      fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
      async (scans, order) => {
        const ends = [];
        for (const places of [[0, 1, 2, 3], order]) {
          const tenant = await buildTenant();
          for (const i of places) {
            const one = scans[i];
            if (one) await bringScan(tenant.slug, scanOf(hoursAgo(ages[i] ?? 0), recordsOf(one)));
          }
          const found = await findingsOf(tenant.id);
          ends.push(
            found.map(({ checkId, resourceId, status, firstSeenAt, lastSeenAt }) => ({
              checkId,
              resourceId,
              status,
              firstSeenAt,
              lastSeenAt,
            })),
          );
        }
        expect(ends[1]).toEqual(ends[0]);
      },
    ),
    { numRuns: runs },
  );
});
