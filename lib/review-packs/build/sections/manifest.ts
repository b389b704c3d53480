import { z } from "zod";
import { canonicalJson } from "@/lib/archive/canonical-json";
import { generator, schemaVersion } from "@/lib/review-packs/build/generator";
import type { RenderInput } from "@/lib/review-packs/build/section";
import { identityOf, identitySchema } from "@/lib/review-packs/build/sections/metadata";

/** The entries that the manifest cannot name: itself, its signature, and the sums that name it. */
export const outsideManifest: ReadonlySet<string> = new Set(["manifest.json", "manifest.sig", "SHA256SUMS"]);

/** manifest.json: every other entry as it was written, and which pack this is. */
export const manifestSchema = z.strictObject({
  entries: z.array(
    z.strictObject({
      path: z.string(),
      bytes: z.int().nonnegative(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      media_type: z.string(),
      rows: z.int().nonnegative().nullable(),
    }),
  ),
  generator: z.strictObject({ name: z.string(), version: z.string() }),
  pack: identitySchema,
  schema_version: z.int(),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** manifest.json, from the sizes and hashes that were counted while the entries were written. */
export function renderManifest(input: RenderInput): string {
  const entries = input.entries
    .filter(({ path }) => !outsideManifest.has(path))
    .map(({ path, bytes, sha256, mediaType, rows }) => ({ path, bytes, sha256, media_type: mediaType, rows }));
  return canonicalJson({
    entries,
    generator,
    pack: identityOf(input),
    schema_version: schemaVersion,
  } satisfies Manifest);
}
