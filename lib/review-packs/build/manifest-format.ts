import { z } from "zod";

// What manifest.json looks like. Nothing here needs Node, because a browser reads manifests too (app/verify).

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Which pack this is: the same in metadata.json and in manifest.json. */
export const identitySchema = z.strictObject({
  pack_id: z.string().regex(/^\d{1,18}$/),
  tenant: z.strictObject({ slug: z.string(), name: z.string(), entra_tenant_id: z.string().nullable() }),
  workspace: z.string(),
  options: z.strictObject({ include_pii: z.boolean(), include_operations: z.boolean() }),
  fingerprint: sha256,
  previous_fingerprint: sha256.nullable(),
  as_of: z.iso.datetime(),
});

export type PackIdentity = z.infer<typeof identitySchema>;

/** The entries that the manifest cannot name: itself, its signature, and the sums that name both. */
export const outsideManifest: ReadonlySet<string> = new Set(["manifest.json", "manifest.sig", "SHA256SUMS"]);

/** manifest.json: every other entry as it was written, which pack this is, and who answers for it. */
export const manifestSchema = z.strictObject({
  entries: z.array(
    z.strictObject({
      path: z.string(),
      bytes: z.int().nonnegative(),
      sha256,
      media_type: z.string(),
      rows: z.int().nonnegative().nullable(),
    }),
  ),
  generator: z.strictObject({ name: z.string(), version: z.string() }),
  pack: identitySchema,
  /** Address of the TenantPilot that made it, where its public keys are had. */
  issuer: z.url(),
  /** The key that manifest.sig was made with; its fingerprint is the SHA-256 of the SubjectPublicKeyInfo in DER. */
  signature: z.strictObject({
    algorithm: z.literal("Ed25519"),
    key_id: z.string().regex(/^[a-z0-9]{1,16}$/),
    public_key_sha256: sha256,
  }),
  /** The newest event of the workspace's audit chain at as_of, by which a rewritten audit shows; null before the first. */
  audit_head: z.strictObject({ seq: z.int().positive(), hash: sha256 }).nullable(),
  schema_version: z.int(),
});

/** The manifest of a pack that was made before manifests were signed. */
const unsignedManifestSchema = manifestSchema.omit({ issuer: true, signature: true, audit_head: true });

/** Every manifest that was ever written. */
export const readableManifestSchema = manifestSchema.or(unsignedManifestSchema);

/** A manifest as it is read. */
export type Manifest = z.infer<typeof unsignedManifestSchema> & Partial<z.infer<typeof manifestSchema>>;
