import type { z } from "zod";
import { collectPack } from "@/lib/review-packs/build/collect";
import type { Collected } from "@/lib/review-packs/build/collected";
import { changesSchema } from "@/lib/review-packs/build/sections/changes";
import type { TenantRef } from "@/lib/tenants/tenants";
import type { Prisma } from "@/prisma/client/client";
import { buildPack } from "../../factories";
import { buildClaim, quiet } from "./pack-claim";
import { readStaged } from "./staged-entry";

export type Changes = z.infer<typeof changesSchema>;

/** What changes.json of a pack of the tenant would say now. */
export async function changesNow(tenant: TenantRef): Promise<{ changes: Changes; collected: Collected; text: string }> {
  const collected = await collectPack(await buildClaim({ tenant }), quiet);
  const text = (await readStaged(collected, "changes.json")).toString("utf8");
  return { changes: changesSchema.parse(JSON.parse(text)), collected, text };
}

/** Makes what was collected the tenant's newest pack, as publish would: a row, and no file. */
export async function recordPack(tenant: TenantRef, collected: Collected, overrides: object = {}) {
  const { coverageOf } = await import("@/lib/review-packs/build/sections/coverage");
  return buildPack({
    tenant,
    fingerprint: collected.fingerprint,
    inputs: collected.inputs as unknown as Prisma.InputJsonObject,
    asOf: new Date(collected.asOf),
    summary: {
      data_freshness: Object.fromEntries(coverageOf(collected).map((row) => [row.source, row.captured_at])),
    },
    ...overrides,
  });
}
