import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the next sign-in is answered with, where it is to differ from what is right. */
export interface Answer {
  tid: string;
  oid: string;
  email: string;
  claims?: Record<string, unknown>;
  /** Signs with a key that the server does not publish. */
  isForged?: boolean;
}

/** An OpenID Connect provider as Entra ID is one: discovery, authorization code with PKCE, RS256, published keys. */
export interface OidcServer {
  url: string;
  /** The person who sits at the sign-in page next. */
  next: Answer;
  stop(): void;
}

const clientId = "11111111-2222-4333-8444-555555555555";
const clientSecret = "a secret of the client";
/** The directory that the product is registered in. */
export const directory = "99999999-8888-4777-8666-555555555555";

/** The settings of a product that signs in with this server. */
export const settingsFor = (server: OidcServer) => ({
  AZURE_AD_CLIENT_ID: clientId,
  AZURE_AD_CLIENT_SECRET: clientSecret,
  AZURE_AD_TENANT_ID: directory,
  AZURE_AD_AUTHORITY: server.url,
});

/** Starts the provider on a free port of this machine. */
export async function startOidcServer(): Promise<OidcServer> {
  const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const others = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const codes = new Map<string, { answer: Answer; nonce: string | null; challenge: string | null }>();
  const server: OidcServer = { url: "", next: { tid: directory, oid: randomUUID(), email: "" }, stop: () => {} };
  const issuer = () => `${server.url}/${directory}/v2.0`;

  const idToken = ({ answer, nonce }: { answer: Answer; nonce: string | null }) => {
    const now = Math.floor(Date.now() / 1000);
    const { tid, oid, email } = answer;
    const standard = { iss: issuer(), aud: clientId, sub: oid, iat: now, nbf: now, exp: now + 300, nonce };
    return jwt(
      { ...standard, tid, oid, email, ...answer.claims },
      answer.isForged ? others.privateKey : keys.privateKey,
    );
  };

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", server.url);
    const json = (body: unknown, status = 200) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (pathname === `/${directory}/v2.0/.well-known/openid-configuration`) {
      return json({
        issuer: issuer(),
        authorization_endpoint: `${server.url}/authorize`,
        token_endpoint: `${server.url}/token`,
        jwks_uri: `${server.url}/keys`,
        response_types_supported: ["code"],
        subject_types_supported: ["pairwise"],
        id_token_signing_alg_values_supported: ["RS256"],
      });
    }
    if (pathname === "/keys") {
      return json({ keys: [{ ...keys.publicKey.export({ format: "jwk" }), kid: "one", use: "sig", alg: "RS256" }] });
    }
    if (pathname === "/authorize") {
      const code = randomUUID();
      const challenge = searchParams.get("code_challenge");
      codes.set(code, { answer: server.next, nonce: searchParams.get("nonce"), challenge });
      const back = new URL(searchParams.get("redirect_uri") ?? "");
      back.searchParams.set("code", code);
      back.searchParams.set("state", searchParams.get("state") ?? "");
      return response.writeHead(302, { location: back.href }).end();
    }
    const form = new URLSearchParams(await textOf(request));
    const known = codes.get(form.get("code") ?? "");
    codes.delete(form.get("code") ?? "");
    const verifier = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");

    const [, sent = ""] = (request.headers.authorization ?? "").split(" ");
    // As RFC 6749 has it, section 2.3.1: both are form-encoded before they are joined.
    const basic = `${clientId}:${new URLSearchParams({ s: clientSecret }).toString().slice(2)}`;
    const isClient = form.get("client_secret") === clientSecret || Buffer.from(sent, "base64").toString() === basic;
    if (!known || known.challenge !== verifier || !isClient) return json({ error: "invalid_grant" }, 400);
    return json({ token_type: "Bearer", access_token: randomUUID(), expires_in: 300, id_token: idToken(known) });
  };

  const http = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  server.url = `http://localhost:${(http.address() as AddressInfo).port}`;
  server.stop = () => {
    http.close();
    http.closeAllConnections();
  };
  return server;
}

function jwt(claims: object, key: KeyObject): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const content = `${part({ alg: "RS256", typ: "JWT", kid: "one" })}.${part(claims)}`;
  return `${content}.${sign("RSA-SHA256", Buffer.from(content), key).toString("base64url")}`;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}
