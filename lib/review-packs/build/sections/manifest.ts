import type { z } from "zod";
import { canonicalJson } from "@/lib/archive/canonical-json";
import { generator, schemaVersion } from "@/lib/review-packs/build/generator";
import { type manifestSchema, outsideManifest } from "@/lib/review-packs/build/manifest-format";
import type { RenderInput } from "@/lib/review-packs/build/section";
import { identityOf } from "@/lib/review-packs/build/sections/metadata";

/** manifest.json, from the sizes and hashes that were counted while the entries were written. */
export function renderManifest(input: RenderInput): string {
  const { signing, auditHead } = input.collected;
  const entries = input.entries
    .filter(({ path }) => !outsideManifest.has(path))
    .map(({ path, bytes, sha256, mediaType, rows }) => ({ path, bytes, sha256, media_type: mediaType, rows }));
  return canonicalJson({
    entries,
    generator,
    pack: identityOf(input),
    issuer: signing.issuer,
    signature: { algorithm: "Ed25519", key_id: signing.keyId, public_key_sha256: signing.fingerprint },
    audit_head: auditHead,
    schema_version: schemaVersion,
  } satisfies z.infer<typeof manifestSchema>);
}
