import { expect, test } from "./support/test";

test("an owner makes a token, a program walks through the API with it, and revoked it is refused", async ({
  page,
  signIn,
  baseURL,
}) => {
  await signIn(page, "owner@demo.example");
  await page.goto("/settings/api-tokens/create");
  await page.getByLabel("Name").fill("Nightly scan");
  await page.getByRole("button", { name: "Make the token" }).click();
  await expect(page.getByText("The token may do nothing.")).toBeVisible();
  await expect(page.getByLabel("Name")).toHaveValue("Nightly scan");
  for (const label of ["See tenants", "See and download packs", "Generate packs"]) await page.getByLabel(label).check();
  await page.getByLabel("Chosen ones").check();
  await page.getByLabel("Contoso").check();
  await page.getByRole("button", { name: "Make the token" }).click();
  const token = (await page.getByText(/^tenantpilot_\w{49}$/).textContent()) ?? "";

  const call = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${baseURL}/api/v1${path}`, {
      ...init,
      headers: { Authorization: `Bearer ${token}` },
    });
    return { status: response.status, headers: response.headers, json: await response.json() };
  };
  expect((await call("/tenants")).json.tenants.map(({ slug }: { slug: string }) => slug)).toEqual(["contoso"]);
  const { status, json } = await call("/tenants/contoso/packs", { method: "POST" });
  expect([200, 202]).toContain(status);
  await expect.poll(async () => (await call(`/packs/${json.pack.id}`)).json.status, { timeout: 60_000 }).toBe("ready");
  const link = await call(`/packs/${json.pack.id}/links`, { method: "POST" });
  expect((await fetch(link.json.url)).headers.get("content-type")).toBe("application/zip");
  expect((await call("/tenants/fabrikam/packs")).status).toBe(404);
  const nowhere = await call("/nothing");
  expect([nowhere.status, nowhere.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
  const withSession = await page.request.get("/api/v1/tenants");
  expect([withSession.status(), withSession.headers()["www-authenticate"]]).toEqual([
    401,
    'Bearer realm="TenantPilot"',
  ]);
  const document = await page.request.get("/api/v1/openapi.json");
  expect((await document.json()).openapi).toMatch(/^3\.1/);

  await page.getByRole("link", { name: "Back to the API tokens" }).click();
  await page.getByRole("link", { name: "Revoke Nightly scan" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Revoke Nightly scan");
  await page.getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByText("API token revoked")).toBeVisible();
  expect((await call("/tenants")).status).toBe(401);
  expect((await fetch(link.json.url)).status).toBe(410);
});

test.describe("with scripts off", () => {
  test.use({ javaScriptEnabled: false });

  test("a token is made and shown", async ({ page, signIn }) => {
    await signIn(page, "owner@demo.example");
    await page.goto("/settings/api-tokens/create");
    await page.getByLabel("Name").fill("Without scripts");
    await page.getByLabel("See tenants").check();
    await page.getByRole("button", { name: "Make the token" }).click();
    await expect(page.getByText(/^tenantpilot_\w{49}$/)).toBeVisible();
  });
});
