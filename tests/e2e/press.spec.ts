import type { Page } from "@playwright/test";
import { importFresh } from "./support/prowler";
import { expect, test } from "./support/test";

// Generate does not depend on which script was loaded first (data-model.md): one press is one pack.

const packsOf = async (
  tenantpilot: (args: string[]) => Promise<{ stdout: string }>,
  tenant: string,
): Promise<string[]> =>
  JSON.parse((await tenantpilot(["packs", "--tenant", tenant, "--json"])).stdout).packs.map(
    (pack: { id: string }) => pack.id,
  );

/** Without scripts a page stands still: it is opened until it says so. */
async function untilReady(page: Page, path: string) {
  await expect(async () => {
    await page.goto(path);
    await expect(page.getByRole("main").locator('[data-status="ready"]').first()).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 60_000 });
}

test.describe("with scripts off", () => {
  test.use({ javaScriptEnabled: false });

  test("sign in, Generate and download work, and a confirmation is a page", async ({
    page,
    signIn,
    tenantpilot,
    dataDir,
  }) => {
    await importFresh(tenantpilot, dataDir);
    const before = await packsOf(tenantpilot, "tailspin");
    await signIn(page, "manager@demo.example");
    await page.goto("/tenants/tailspin/review-packs");
    await page.getByRole("link", { name: "Generate review pack" }).first().click();
    await page.getByRole("button", { name: "Generate", exact: true }).click();
    await expect(page.getByRole("status").filter({ hasText: "Review pack queued" })).toBeVisible();
    const [made, ...others] = (await packsOf(tenantpilot, "tailspin")).filter((id) => !before.includes(id));
    expect(others).toEqual([]);
    await untilReady(page, `/tenants/tailspin/review-packs/${made}`);
    const started = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download" }).first().click();
    expect((await started).suggestedFilename()).toContain("tailspin");
    await page.locator("summary", { hasText: "More for review pack" }).click();
    await page
      .getByRole("link", { name: /delete/i })
      .first()
      .click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText(/delete/i);
  });

  test("without people's data a pack is made, and says that it is pseudonymised", async ({
    page,
    signIn,
    tenantpilot,
    dataDir,
  }) => {
    await importFresh(tenantpilot, dataDir);
    const before = await packsOf(tenantpilot, "tailspin");
    await signIn(page, "manager@demo.example");
    await page.goto("/tenants/tailspin/review-packs/generate");
    await page.getByRole("checkbox", { name: "Include people's data" }).uncheck();
    await page.getByRole("button", { name: "Generate", exact: true }).click();
    await expect(page.getByRole("status").filter({ hasText: "Review pack queued" })).toBeVisible();
    const [made] = (await packsOf(tenantpilot, "tailspin")).filter((id) => !before.includes(id));
    await untilReady(page, `/tenants/tailspin/review-packs/${made}`);
    await expect(page.getByRole("main").getByText("Pseudonymised", { exact: true }).first()).toBeVisible();
  });
});

test("with scripts five seconds late an early press is neither lost nor doubled", async ({
  page,
  signIn,
  tenantpilot,
  dataDir,
}) => {
  await importFresh(tenantpilot, dataDir);
  const before = await packsOf(tenantpilot, "tailspin");
  await signIn(page, "manager@demo.example");
  await page.route(/\.js(\?|$)/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    await route.continue();
  });
  await page.goto("/tenants/tailspin/review-packs/generate", { waitUntil: "commit" });
  await page.getByRole("button", { name: "Generate", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "Review pack queued" })).toBeVisible({ timeout: 30_000 });
  const made = (await packsOf(tenantpilot, "tailspin")).filter((id) => !before.includes(id));
  expect(made).toHaveLength(1);
});

test("pressed twice it makes one pack", async ({ page, signIn, tenantpilot, dataDir }) => {
  await importFresh(tenantpilot, dataDir);
  const before = await packsOf(tenantpilot, "tailspin");
  await signIn(page, "manager@demo.example");
  await page.goto("/tenants/tailspin/review-packs/generate");
  await page.getByRole("button", { name: "Generate", exact: true }).dblclick();
  await expect(page.getByRole("status").filter({ hasText: "Review pack queued" })).toBeVisible();
  const made = (await packsOf(tenantpilot, "tailspin")).filter((id) => !before.includes(id));
  expect(made).toHaveLength(1);
});
