import { AppError } from "@/lib/errors";
import type { RenderInput } from "@/lib/review-packs/build/section";
import { renderManifest } from "@/lib/review-packs/build/sections/manifest";
import { signingKeys } from "@/lib/signing/keys";

/**
 * manifest.sig: the 64 bytes of the Ed25519 signature over the bytes of manifest.json, by the key that was chosen when the
 * pack was collected. Ed25519 draws no random number, so a retry gives the same bytes (docs/decisions/013).
 * @throws {AppError} unavailable when that key is not configured on this machine (any more).
 */
export function renderSignature(input: RenderInput): Uint8Array {
  const { keyId, fingerprint } = input.collected.signing;
  const key = signingKeys().find((one) => one.id === keyId && one.fingerprint === fingerprint);
  if (key) return key.sign(Buffer.from(renderManifest(input), "utf8"));
  throw new AppError(
    "unavailable",
    `The signing key ${keyId} was taken out of TENANTPILOT_SIGNING_KEYS while the pack was being made. Generate it again.`,
  );
}
