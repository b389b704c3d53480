/** Compares every file with SHA256SUMS. */
export const sumsCommand = "sha256sum -c SHA256SUMS";

/** What the file of a public key is called in the commands. */
export const keyFileName = (keyId: string) => `tenantpilot-signing-key-${keyId}.pem`;

/** Checks the signature over manifest.json with the public key in `keyFileName`; OpenSSL 3. */
export function signatureCommand(keyId: string): string {
  return `openssl pkeyutl -verify -pubin -inkey ${keyFileName(keyId)} -rawin -in manifest.json -sigfile manifest.sig`;
}

/**
 * Compares every file with the signed list. The manifest is canonical JSON: an entry is one flat object, its keys in the
 * order of the alphabet.
 */
export const manifestCommand = `tr '{' '\\n' < manifest.json | sed -nE 's/.*"path":"([^"]+)".*"sha256":"([0-9a-f]+)".*/\\2  \\1/p' | sha256sum -c -`;

/** Prints the SHA-256 fingerprint of the public key in `keyFileName`. */
export function fingerprintCommand(keyId: string): string {
  return `openssl pkey -pubin -in ${keyFileName(keyId)} -outform DER | openssl dgst -sha256`;
}

/** Saves the public key from `address` as `keyFileName`. */
export function fetchKeyCommand(keyId: string, address: string): string {
  return `curl -fsS -o ${keyFileName(keyId)} ${address}`;
}
