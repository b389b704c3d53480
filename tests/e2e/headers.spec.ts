import { expect, test } from "./support/test";

// docs/security.md, Browser: what every answer says to the browser, over real HTTP.

const always = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "cross-origin-resource-policy": "same-origin",
};

test("every answer guards the browser: pages, what does not exist, routes, files and downloads", async ({
  page,
  signIn,
  tenantpilot,
}) => {
  const { pack } = JSON.parse((await tenantpilot(["generate", "--tenant", "contoso", "--wait", "--json"])).stdout);
  const link = JSON.parse((await tenantpilot(["link", pack.id, "--json"])).stdout);
  await signIn(page, "owner@demo.example");
  const html = await (await page.request.get("/")).text();
  const script = /src="(\/_next\/static\/[^"]+\.js[^"]*)"/.exec(html)?.[1] ?? "";
  const policies: Record<string, string> = {};
  for (const path of [
    "/",
    "/sign-in",
    "/verify",
    "/tenants/contoso/review-packs",
    "/tenants/nowhere",
    "/nothing/here",
    "/api/nothing",
    "/api/search?q=contoso",
    "/audit/export",
    "/healthz",
    "/icon.svg",
    "/.well-known/tenantpilot-signing-keys.json",
    `/tenants/contoso/review-packs/${pack.id}/custody`,
    script,
    new URL(link.url).pathname + new URL(link.url).search,
    "/d/nothing",
  ]) {
    const answer = await page.request.get(path);
    expect(answer.headers(), path).toMatchObject(always);
    const policy = answer.headers()["content-security-policy"] ?? "";
    policies[path] = policy;
    expect(policy, path).toMatch(/^default-src 'none'.*frame-ancestors 'none'/);
    expect(policy, path).not.toContain("unsafe");
    if (!answer.headers()["content-type"]?.startsWith("text/html")) continue;
    const text = await answer.text();
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    for (const [tag] of text.matchAll(/<script\b[^>]*>/g)) expect(tag, path).toContain(`nonce="${nonce}"`);
    expect(text, path).not.toMatch(/<[^>]+ (style|on[a-z]+)="/);
    expect(text.length, path).toBeGreaterThan(100);
  }
  expect(policies["/"]).toContain("'strict-dynamic'");
  expect(policies["/audit/export"]).not.toContain("nonce");
});

test("what changes something is refused without an Origin and with another site's", async ({
  page,
  signIn,
  baseURL,
}) => {
  await signIn(page, "owner@demo.example");
  for (const path of [
    "/tenants/contoso/import/upload",
    "/tenants/contoso/review-packs/1/download",
    "/settings/branding/logo",
    "/verify/ask",
    "/sign-in/microsoft",
    "/api/auth/signout",
    "/",
  ]) {
    for (const origin of [undefined, "null", "https://evil.example", `${baseURL}.evil.example`]) {
      const headers: Record<string, string> = origin === undefined ? {} : { Origin: origin };
      const answer = await page.request.post(path, { headers, data: "{}", maxRedirects: 0 });
      expect(answer.status(), `${path} from ${origin}`).toBe(403);
      expect(answer.headers()["set-cookie"], path).toBeUndefined();
    }
  }
});
