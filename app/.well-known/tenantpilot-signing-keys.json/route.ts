import { publicKeyHeaders } from "@/app/.well-known/public-key-headers";
import { signingKeyPath } from "@/lib/signing/addresses";
import { listKnownKeys } from "@/lib/signing/known-keys";

export const dynamic = "force-dynamic";

/** Every key that packs were ever signed with (docs/pack.md): public, for auditors and their tools. */
export async function GET(): Promise<Response> {
  const keys = await listKnownKeys();
  const list = keys.map(({ id, fingerprint, pem, role, knownSince }) => ({
    id,
    algorithm: "Ed25519",
    public_key_sha256: fingerprint,
    public_key_pem: pem,
    path: signingKeyPath(id),
    signs_new_packs: role === "signing",
    known_since: knownSince.toISOString(),
  }));
  return Response.json({ keys: list }, { headers: publicKeyHeaders });
}
