import { expect, test } from "./support/test";

const pages = ["", "/review-packs", "/review-packs/generate", "/operations", "/import"];

test("somebody signed out is sent to the sign-in page and back", async ({ page, demoPassword }) => {
  await page.goto("/tenants/contoso/review-packs");
  await expect(page).toHaveURL(/\/sign-in\?callbackUrl=/);
  await page.getByLabel("E-mail").fill("readonly@demo.example");
  await page.getByLabel("Password").fill(demoPassword);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/tenants\/contoso\/review-packs$/);
});

test("a stranger gets 404 for each page of the tenant, as for one that does not exist", async ({ page, signIn }) => {
  await signIn(page, "stranger@other.example");
  for (const suffix of pages) {
    const theirs = await page.goto(`/tenants/contoso${suffix}`);
    expect(theirs?.status(), suffix).toBe(404);
    const nowhere = await page.goto(`/tenants/nowhere${suffix}`);
    expect(nowhere?.status(), suffix).toBe(404);
  }
});

test("who may only read sees packs, cannot generate, and is told why", async ({ page, signIn }) => {
  await signIn(page, "readonly@demo.example");
  const list = await page.goto("/tenants/contoso/review-packs");
  expect(list?.status()).toBe(200);
  await expect(page.getByRole("link", { name: "Generate review pack" })).toHaveCount(0);
  expect((await page.goto("/tenants/contoso/review-packs/generate"))?.status()).toBe(403);
  expect((await page.goto("/tenants/contoso/import"))?.status()).toBe(200);
});

test("a wrong password is refused in words, and the same words for nobody's e-mail", async ({ page }) => {
  const said: (string | null)[] = [];
  for (const email of ["owner@demo.example", "nobody@demo.example"]) {
    await page.goto("/sign-in");
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password").fill("wrong");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    const alert = page.getByRole("main").getByRole("alert");
    await expect(alert).toBeVisible();
    said.push(await alert.textContent());
  }
  expect(said[0]).toBe(said[1]);
});
