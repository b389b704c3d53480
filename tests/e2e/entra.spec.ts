import { randomUUID } from "node:crypto";
import pg from "pg";
import { type Answer, directory, type OidcServer, settingsFor, startOidcServer } from "./support/oidc-server";
import { type Product, runTenantpilot, startCopy } from "./support/product";
import { expect, test } from "./support/test";

// Sign-in with Microsoft over real HTTP, against an OpenID Connect provider that behaves as Entra ID does, or worse.

let oidc: OidcServer;
let product: Product;
let database: pg.Client;
const oid = randomUUID();

test.beforeAll(async () => {
  oidc = await startOidcServer();
  product = await startCopy(process.env.E2E_DEMO_DATA ?? "", settingsFor(oidc));
  const { stdout } = await runTenantpilot(product.dataDir, ["status", "--json"]);
  database = new pg.Client({ connectionString: JSON.parse(stdout).databaseUrl });
  await database.connect();
  await database.query("UPDATE users SET entra_tid = $1, entra_oid = $2 WHERE email = 'manager@demo.example'", [
    directory,
    oid,
  ]);
});
test.afterAll(async () => {
  await database?.end();
  await product?.stop();
  oidc?.stop();
});

/** A browser without a window: keeps cookies, follows nothing by itself. */
function browser() {
  const jar = new Map<string, string>();
  return async (url: string, init: RequestInit = {}) => {
    const isOurs = url.startsWith("/") || url.startsWith(product.url);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { ...(init.headers as Record<string, string>), ...(isOurs && { Cookie: cookie }) };
    const answer = await fetch(new URL(url, product.url), { ...init, headers, redirect: "manual" });
    for (const line of isOurs ? answer.headers.getSetCookie() : []) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    return { status: answer.status, location: answer.headers.get("location") ?? "", text: await answer.text(), jar };
  };
}

/** Presses "Sign in with Microsoft" and lets the provider answer; gives where the way back ends. */
async function signInWith(answer: Partial<Answer>, callbackUrl = "/audit") {
  oidc.next = { tid: directory, oid, email: "x@example.com", ...answer };
  const open = browser();
  const body = new URLSearchParams({ callbackUrl });
  const begun = await open("/sign-in/microsoft", { method: "POST", body, headers: { Origin: product.url } });
  expect(begun.location).toContain(`${oidc.url}/authorize?`);
  const provider = await open(begun.location);
  const back = await open(provider.location);
  return { open, back, wayBack: provider.location };
}

const isSignedIn = async (open: ReturnType<typeof browser>) => (await open("/fleet")).status === 200;
const lastSignIn = async () =>
  (
    await database.query(
      "SELECT action, outcome FROM audit_events WHERE action LIKE 'user.sign%' ORDER BY id DESC LIMIT 1",
    )
  ).rows[0];

test("a person of the directory signs in by tid and oid and comes back to the page they wanted, and it is audited", async () => {
  const { open, back } = await signInWith({});
  expect(new URL(back.location, product.url).pathname).toBe("/audit");
  expect((await open("/audit")).status).toBe(200);
  expect(await lastSignIn()).toMatchObject({ action: "user.signed_in", outcome: "ok" });
});

test("nobody else does: another oid with the same e-mail, another directory, and tokens that are not right", async () => {
  const wrong: [string, Partial<Answer>][] = [
    ["an oid that nobody has, with a member's e-mail", { oid: randomUUID(), email: "manager@demo.example" }],
    ["a directory that is not on the list", { tid: randomUUID() }],
    ["another nonce", { claims: { nonce: "another" } }],
    ["another audience", { claims: { aud: randomUUID() } }],
    ["another issuer", { claims: { iss: "https://login.example.com/v2.0" } }],
    ["a token that has run out", { claims: { exp: Math.floor(Date.now() / 1000) - 600 } }],
    ["a key that is not the provider's", { isForged: true }],
    ["no oid", { claims: { oid: undefined } }],
  ];
  for (const [why, answer] of wrong) {
    const { open, back } = await signInWith(answer);
    let { location } = back;
    for (let hops = 0; hops < 4 && location.includes("/api/auth/"); hops += 1)
      location = (await open(location)).location;
    expect(new URL(location, product.url).pathname, why).toBe("/sign-in");
    expect(await isSignedIn(open), why).toBe(false);
  }
  expect(await lastSignIn()).toMatchObject({ action: "user.sign_in_refused", outcome: "refused" });
});

test("the way back works once, in the browser that began it, and leads nowhere but to us", async () => {
  const { wayBack } = await signInWith({});
  const another = browser();
  await another(wayBack);
  expect(await isSignedIn(another)).toBe(false);
  for (const target of ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
    const { back } = await signInWith({}, target);
    expect(new URL(back.location, product.url).origin, target).toBe(product.url);
  }
});

/** The token in the link of somebody who is invited now. */
async function invited(email: string): Promise<string> {
  const args = ["user", "invite", email, "--workspace", "demo", "--role", "operator", "--json"];
  const { stdout } = await runTenantpilot(product.dataDir, args);
  return JSON.parse(stdout).url.split("/").at(-1);
}

/** Presses "Accept with Microsoft" on an invitation and lets the provider answer; follows until our own page. */
async function acceptWith(answer: Partial<Answer>, invitation: string, open = browser()) {
  oidc.next = { tid: directory, oid: randomUUID(), email: "manager@demo.example", ...answer };
  const body = new URLSearchParams({ invitation });
  const begun = await open("/sign-in/microsoft", { method: "POST", body, headers: { Origin: product.url } });
  let { location } = await open((await open(begun.location)).location);
  for (let hops = 0; hops < 4 && location.includes("/api/auth/"); hops += 1) location = (await open(location)).location;
  const { pathname, search, origin } = new URL(location, product.url);
  expect(origin).toBe(product.url);
  return { open, arrival: `${pathname}${search}` };
}

test("an invitation makes an account of tid and oid, whatever the token's e-mail says, and works once", async () => {
  const newcomer = randomUUID();
  const token = await invited("newcomer@guest.example");
  expect((await browser()(`/invitations/${token}`)).text).toContain("Accept with Microsoft");
  const foreign = await acceptWith({ tid: randomUUID() }, token);
  expect(foreign.arrival).toBe("/sign-in?error=EntraTenant");
  const { open, arrival } = await acceptWith({ oid: newcomer }, token);
  expect(arrival).toBe("/");
  expect((await open("/tenants/contoso")).status).toBe(200);
  const { rows } = await database.query("SELECT email, entra_tid, entra_oid FROM users WHERE entra_oid = $1", [
    newcomer,
  ]);
  expect(rows).toEqual([{ email: "newcomer@guest.example", entra_tid: directory, entra_oid: newcomer }]);
  expect((await acceptWith({}, token)).arrival).toBe("/sign-in?error=Invitation");
  expect((await acceptWith({}, "A".repeat(43))).arrival).toBe("/sign-in?error=Invitation");
  // From then on the person signs in as everybody does.
  expect(await isSignedIn((await signInWith({ oid: newcomer })).open)).toBe(true);
});

test("an invitation that was not accepted is accepted by no later sign-in in the same browser", async () => {
  const token = await invited("left@guest.example");
  const open = browser();
  const body = new URLSearchParams({ invitation: token });
  await open("/sign-in/microsoft", { method: "POST", body, headers: { Origin: product.url } });
  await acceptWith({}, "", open);
  expect((await open(`/invitations/${token}`)).status).toBe(200);
  const { rowCount } = await database.query(
    "SELECT FROM invitations WHERE email = 'left@guest.example' AND accepted_at IS NULL",
  );
  expect(rowCount).toBe(1);
});

test("a session ends with the membership: the next request finds nothing", async () => {
  const { open } = await signInWith({});
  expect((await open("/tenants/contoso")).status).toBe(200);
  await database.query(
    "DELETE FROM memberships WHERE user_id = (SELECT id FROM users WHERE email = 'manager@demo.example')",
  );
  expect((await open("/tenants/contoso")).status).toBe(404);
});
