import type { Page } from "@playwright/test";
import axeCore from "axe-core";
import { expect, test } from "./support/test";

const field = (page: Page) => page.getByRole("combobox", { name: /Search tenants/ });
const chosen = (page: Page) => page.locator('[role="option"][aria-selected="true"]');

async function open(page: Page) {
  await page.keyboard.press("Control+k");
  await expect(field(page)).toBeFocused();
  // The first press loads the palette's own script.
  await expect(page.getByRole("option").first()).toBeVisible();
}

test("the palette is worked with the keyboard alone: open, type, choose, go, and close", async ({ page, signIn }) => {
  await signIn(page, "owner@demo.example");
  await page.goto("/tenants/contoso/reports");
  const before = page.getByRole("link", { name: "Prowler assessment" });
  await before.focus();
  await open(page);
  await expect(chosen(page)).toHaveText(/Generate review pack/);

  await page.keyboard.type("fabrikam");
  await expect(page.getByRole("status").filter({ hasText: /\d+ results?\./ })).toBeAttached();
  await expect(chosen(page)).toHaveText(/Fabrikam/);
  await expect(chosen(page).locator("mark").first()).toHaveText("Fabrikam");
  const first = await chosen(page).getAttribute("id");
  await page.keyboard.press("ArrowDown");
  const second = await chosen(page).getAttribute("id");
  expect(second).not.toBe(first);
  expect(await field(page).getAttribute("aria-activedescendant")).toBe(second);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/tenants/fabrikam");
  await expect(field(page)).toBeHidden();

  // Where one has been comes first the next time, in this tab.
  await open(page);
  await expect(chosen(page)).toHaveText(/Fabrikam/);
  await page.keyboard.press("Escape");
  await expect(field(page)).toBeHidden();

  await page.goto("/tenants/contoso/reports");
  await before.focus();
  await page.keyboard.press("Control+k");
  await expect(field(page)).toBeFocused();
  await page.keyboard.press("Control+k");
  await expect(before).toBeFocused();
});

test("the palette finds findings, reports, operations and pages, and never a review pack", async ({
  page,
  signIn,
  tenantpilot,
}) => {
  const { pack } = JSON.parse((await tenantpilot(["generate", "--tenant", "contoso", "--wait", "--json"])).stdout);
  await signIn(page, "owner@demo.example");
  await page.goto("/tenants/contoso");
  await open(page);
  for (const [text, kind, found] of [
    ["second factor", "Findings", /second factor/],
    ["privileged", "Reports", /Privileged roles/],
    [`#${pack.operationRunId}`, "Operations", /Generate review pack/],
    ["settings", "Pages", /Settings/],
  ] as const) {
    await field(page).fill(text);
    await expect(page.getByRole("group", { name: kind }).getByRole("option").first()).toHaveText(found);
  }
  for (const text of [pack.sha256, pack.sha256.slice(0, 12), pack.fingerprint, pack.filePath]) {
    await field(page).fill(text);
    await expect(page.getByText(/Nothing was found for/)).toBeVisible();
  }
  // What is typed last counts, however fast: no answer of an earlier text stands there in the end.
  await page.route("**/api/search?q=priv*", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 400));
    await route.continue().catch(() => {});
  });
  await field(page).fill("privileged ");
  await page.waitForTimeout(150);
  await field(page).fill("settings");
  await expect(chosen(page)).toHaveText(/Settings/);
  await page.waitForTimeout(500);
  await expect(chosen(page)).toHaveText(/Settings/);
  // Enter before the answer is there waits for it.
  await field(page).fill("privileged roles");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/reports/entra_admin_roles");
});

test("the palette changes the theme, and works with a pointer on a phone without a fault that axe finds", async ({
  page,
  signIn,
}) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await signIn(page, "readonly@demo.example");
  await page.goto("/tenants/contoso");
  await page.getByRole("link", { name: "Search" }).click();
  await expect(field(page)).toBeFocused();
  await expect(page.getByRole("option", { name: /Findings/ })).toBeVisible();
  await expect(page.getByRole("option", { name: "Generate review pack" })).toHaveCount(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await page.evaluate(axeCore.source);
  for (const text of ["", "admin"]) {
    await field(page).fill(text);
    await expect(page.getByRole("option").first()).toBeVisible();
    const faults = await page.evaluate(async () => {
      const { axe } = window as unknown as { axe: { run(): Promise<{ violations: { id: string }[] }> } };
      return (await axe.run()).violations.map(({ id }) => id);
    });
    expect(faults).toEqual([]);
  }
  await field(page).fill("dark");
  await page.getByRole("option", { name: /Theme: dark/ }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.getByRole("link", { name: "Search" }).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(field(page)).toBeHidden();
  await page.getByRole("link", { name: "Search" }).click();
  await field(page).fill("contoso findings");
  await page
    .getByRole("option", { name: /Findings/ })
    .first()
    .click();
  await page.waitForURL("**/tenants/contoso/findings");
});

test("without scripts the same place leads to the search page, which finds the same", async ({
  browser,
  baseURL,
  signIn,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false, ...(baseURL ? { baseURL } : {}) });
  const page = await context.newPage();
  await signIn(page, "readonly@demo.example");
  await page.getByRole("link", { name: "Search" }).click();
  await page.getByLabel("Search text").fill("second factor");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page.getByRole("link", { name: /second factor/ }).first()).toBeVisible();
  await context.close();
});

test("the answers are for members only, and nobody else's", async ({ page, signIn, playwright, baseURL }) => {
  const signedOut = await playwright.request.newContext({ ...(baseURL ? { baseURL } : {}) });
  expect((await signedOut.get("/api/search?q=contoso")).status()).toBe(401);
  await signedOut.dispose();
  await signIn(page, "stranger@other.example");
  for (const text of ["contoso", "admin", "privileged", "import", "1"]) {
    const answer = await page.request.get(`/api/search?q=${text}&tenant=contoso`);
    expect(answer.headers()["cache-control"]).toContain("no-store");
    expect(JSON.stringify(await answer.json())).not.toMatch(/contoso|fabrikam|adatum|tailspin/i);
  }
});
