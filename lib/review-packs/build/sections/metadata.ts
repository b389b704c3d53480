import { z } from "zod";
import { canonicalJson } from "@/lib/archive/canonical-json";
import { generator, schemaVersion } from "@/lib/review-packs/build/generator";
import { identitySchema, type PackIdentity } from "@/lib/review-packs/build/manifest-format";
import type { RenderInput } from "@/lib/review-packs/build/section";
import { optionsToJson } from "@/lib/review-packs/options";

/** metadata.json */
export const metadataSchema = identitySchema.extend({
  /** The point in time of the content, not of the writing: the same snapshot gives the same bytes (docs/decisions/006). */
  generated_at: z.iso.datetime(),
  generator: z.strictObject({ name: z.string(), version: z.string() }),
  schema_version: z.int(),
});

/** The pack's identity, from the claim and from what was read. */
export function identityOf({ claim, collected }: Pick<RenderInput, "claim" | "collected">): PackIdentity {
  const { tenant } = claim;
  return {
    pack_id: String(claim.packId),
    tenant: { slug: tenant.slug, name: tenant.name, entra_tenant_id: tenant.entraTenantId },
    workspace: claim.workspaceName,
    options: optionsToJson(claim.options),
    fingerprint: collected.fingerprint,
    previous_fingerprint: collected.changes.previous?.fingerprint ?? null,
    as_of: collected.asOf,
  };
}

/** metadata.json */
export function renderMetadata(input: RenderInput): string {
  return canonicalJson({
    ...identityOf(input),
    generated_at: input.collected.asOf,
    generator,
    schema_version: schemaVersion,
  });
}
