import { createHash, createPrivateKey, randomUUID, X509Certificate } from "node:crypto";
import { SignJWT } from "jose";
import { z } from "zod";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { askMicrosoft } from "@/lib/graph/ask";
import type { Credential } from "@/lib/graph/credential";

/** Which application signs in where, and with what. */
export interface Application {
  entraTenantId: string;
  clientId: string;
  credential: Credential;
}

const answerSchema = z.object({ access_token: z.string().min(1) });
const assertionSeconds = 300;

/**
 * An access token for Microsoft Graph by the client credentials grant (RFC 6749, 4.4), with the secret or with an assertion that
 * the certificate signs (RFC 7523; learn.microsoft.com/entra/identity-platform/certificate-credentials: PS256, x5t#S256).
 * @throws {AppError} invalid_input when Entra refuses the application; {@link Throttled} when it wants to be asked later; any other
 * error when asking again may help.
 */
export async function signInApplication(application: Application): Promise<string> {
  const url = `${env().AZURE_AD_AUTHORITY}/${application.entraTenantId}/oauth2/v2.0/token`;
  const body = new URLSearchParams({
    client_id: application.clientId,
    scope: `${env().GRAPH_BASE_URL}/.default`,
    grant_type: "client_credentials",
    ...(await proofOf(application, url)),
  });
  const { status, json } = await askMicrosoft({ url, body });
  if (status >= 500) throw new Error(`Entra answered ${status} to the sign-in of an application.`);
  if (status !== 200) throw refusedSignIn(json);
  const answer = answerSchema.safeParse(json);
  if (!answer.success)
    throw new Error("Entra answered the sign-in of an application with something else than a token.");
  return answer.data.access_token;
}

async function proofOf({ clientId, credential }: Application, url: string): Promise<Record<string, string>> {
  if (credential.kind === "secret") return { client_secret: credential.secret };
  const der = new X509Certificate(credential.certificate).raw;
  const assertion = await new SignJWT()
    .setProtectedHeader({
      alg: "PS256",
      typ: "JWT",
      "x5t#S256": createHash("sha256").update(der).digest("base64url"),
    })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(url)
    .setJti(randomUUID())
    .setNotBefore("-1 minute")
    .setIssuedAt()
    .setExpirationTime(`${assertionSeconds} seconds`)
    .sign(createPrivateKey(credential.privateKey));
  return {
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: assertion,
  };
}

// learn.microsoft.com/entra/identity-platform/reference-error-codes
const refusals: Record<string, { message: string; next: string }> = {
  AADSTS7000215: {
    message: "Microsoft refused the client secret: it is wrong.",
    next: "Copy the secret's value again, or make a new one, and enter it in the settings.",
  },
  AADSTS7000222: {
    message: "The client secret has run out.",
    next: "Make a new one in Entra and enter it in the settings.",
  },
  AADSTS700027: {
    message: "Microsoft does not know the certificate.",
    next: "Add it to the application in Entra, under Certificates & secrets.",
  },
  AADSTS700016: {
    message: "The directory does not know the application.",
    next: "Check the application id, and that the application is registered or consented to in this directory.",
  },
  AADSTS7000229: {
    message: "The application has no service principal in the directory.",
    next: "Let an administrator of the directory consent to the application.",
  },
  AADSTS90002: {
    message: "Microsoft does not know the Entra tenant id.",
    next: "Check the Entra tenant id in the tenant's settings.",
  },
};

/** Why Entra refused, in our words: its own carry ids and times that nobody needs to see. */
function refusedSignIn(json: unknown): AppError {
  const { error_description: text = "" } = z.object({ error_description: z.string() }).partial().catch({}).parse(json);
  const code = /^AADSTS\d+/.exec(text)?.[0] ?? "";
  const known = refusals[code];
  return new AppError(
    "invalid_input",
    known?.message ?? `Microsoft refused the sign-in of the application${code ? ` (${code})` : ""}.`,
    {
      next: known?.next ?? "Check the application in Entra, then connect it again.",
    },
  );
}
