import { type Manifest, readableManifestSchema } from "@/lib/review-packs/build/manifest-format";

// Nothing here needs Node, because a browser reads manifests too (app/verify).

/** The manifest in the bytes of manifest.json, or in words why there is none; null: the archive has no such entry. */
export function readManifest(bytes: Uint8Array | null): { manifest: Manifest } | { problem: string } {
  if (bytes === null) return { problem: "It is missing: there is nothing to compare the entries with." };
  try {
    const parsed = readableManifestSchema.safeParse(
      JSON.parse(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)),
    );
    return parsed.success ? { manifest: parsed.data } : { problem: "It is not a manifest of a review pack." };
  } catch {
    return { problem: "It is not JSON." };
  }
}
