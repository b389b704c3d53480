/** Where the public keys are served, below the address of the product. docs/pack.md tells auditors of it. */
export const signingKeysPath = "/.well-known/tenantpilot-signing-keys.json";

/** Path of one public key as PEM. */
export function signingKeyPath(keyId: string): string {
  return `/.well-known/tenantpilot-signing-keys/${keyId}.pem`;
}

/** Address of one public key as PEM, of the product at `issuer`. */
export function signingKeyAddress(issuer: string, keyId: string): string {
  return new URL(signingKeyPath(keyId), issuer).href;
}
