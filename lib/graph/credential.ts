import { createPrivateKey, X509Certificate } from "node:crypto";
import { z } from "zod";
import { AppError } from "@/lib/errors";

/** What the application of a connection proves itself with. */
export const credentialSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("secret"), secret: z.string() }),
  z.object({ kind: z.literal("certificate"), certificate: z.string(), privateKey: z.string() }),
]);

export type Credential = z.infer<typeof credentialSchema>;

/** A credential as it was entered, with what may be shown of it. */
export interface CheckedCredential {
  credential: Credential;
  expiresAt: Date | null;
  /** SHA-256 of the certificate in DER, 64 hex digits; null for a secret. */
  thumbprint: string | null;
}

const rsaBitsMin = 2048;
const pemBlock = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]+?-----END \1-----/g;

/**
 * A client secret as it is copied out of Entra.
 * @param expiresAt when it ends there, as far as that was entered.
 * @throws {AppError} invalid_input.
 */
export function checkSecret(text: string, expiresAt: Date | null, now: Date): CheckedCredential {
  const secret = text.trim();
  if (/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(secret))
    throw wrong("That is the id of a client secret, not its value.", "Copy the column Value. Entra shows it once.");
  if (secret.length < 16 || secret.length > 400 || /\s|\p{C}/u.test(secret))
    throw wrong("That is no client secret.", "Copy the column Value of the secret in Entra.");
  if (expiresAt && expiresAt <= now) throw wrong("The client secret has run out.", "Make a new one in Entra.");
  return { credential: { kind: "secret", secret }, expiresAt, thumbprint: null };
}

/**
 * A certificate and its private key, both as PEM (RFC 7468) in one text, in either order.
 * @throws {AppError} invalid_input with what is wrong of it, and never a part of the key.
 */
export function checkCertificate(pem: string, now: Date): CheckedCredential {
  const blocks = [...pem.matchAll(pemBlock)].map(([block, label = ""]) => ({ block, label }));
  const certificate = blocks.find(({ label }) => label === "CERTIFICATE")?.block;
  const key = blocks.find(({ label }) => label.endsWith("PRIVATE KEY"));
  if (!certificate) throw wrong("There is no certificate in the text.", "It begins with -----BEGIN CERTIFICATE-----.");
  if (!key) throw wrong("There is no private key in the text.", "Add it: it begins with -----BEGIN PRIVATE KEY-----.");
  if (key.label === "ENCRYPTED PRIVATE KEY" || key.block.includes("Proc-Type: 4,ENCRYPTED"))
    throw wrong(
      "The private key is protected with a passphrase.",
      "Take the passphrase off: openssl pkey -in key.pem.",
    );
  const x509 = readable(() => new X509Certificate(certificate), "The certificate cannot be read.");
  const privateKey = readable(() => createPrivateKey(key.block), "The private key cannot be read.");
  if (privateKey.asymmetricKeyType !== "rsa" || (privateKey.asymmetricKeyDetails?.modulusLength ?? 0) < rsaBitsMin)
    throw wrong(`The key is no RSA key of at least ${rsaBitsMin} bits.`, "Entra takes such keys only.");
  if (!x509.checkPrivateKey(privateKey))
    throw wrong(
      "The private key does not belong to the certificate.",
      "Choose the key that the certificate was made with.",
    );
  const expiresAt = new Date(x509.validTo);
  if (expiresAt <= now) throw wrong("The certificate has run out.", "Make a new one and add it to the application.");
  return {
    credential: {
      kind: "certificate",
      certificate: x509.toString(),
      privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    },
    expiresAt,
    thumbprint: x509.fingerprint256.replaceAll(":", "").toLowerCase(),
  };
}

function readable<T>(read: () => T, message: string): T {
  try {
    return read();
  } catch {
    // Without the cause: OpenSSL's words may quote what they could not read.
    throw wrong(message, "Export it as PEM and paste the whole text.");
  }
}

function wrong(message: string, next: string): AppError {
  return new AppError("invalid_input", message, { next });
}
