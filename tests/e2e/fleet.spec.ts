import { expect, test } from "./support/test";

test("packs for all tenants with one press: each row moves to Ready without reload", async ({ page, signIn }) => {
  await signIn(page, "manager@demo.example");
  await page.getByLabel("Choose all tenants").check();
  await expect(page.getByText(/\d tenants chosen/)).toBeVisible();
  await page.getByLabel("Choose Adatum").uncheck();
  await page.getByRole("button", { name: "Generate review packs" }).click();
  await page.waitForURL(/\/fleet\/\d+$/);
  await expect(page.locator("main [data-status=ready]")).toHaveCount(3, { timeout: 60_000 });
  await expect(page.getByText("3 tenants: 3 ready")).toBeVisible();
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("several tenants get their packs, and a schedule is made, paused and deleted", async ({ page, signIn }) => {
    await signIn(page, "owner@demo.example");
    await page.getByLabel("Choose Contoso").check();
    await page.getByLabel("Choose Fabrikam").check();
    await page.getByRole("button", { name: "Generate review packs" }).click();
    await page.waitForURL(/\/fleet\/\d+$/);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Fleet run #\d+/);

    await page.goto("/settings/schedules");
    await page.getByLabel("How often").selectOption("quarterly");
    await page.getByLabel("Day").selectOption("28");
    await page.getByRole("button", { name: "Add schedule" }).click();
    await expect(page.getByRole("heading", { name: "Every quarter on day 28 at 06:00 UTC" })).toBeVisible();
    await page.getByRole("button", { name: "Pause" }).click();
    await expect(page.getByText("Paused: nothing is started.")).toBeVisible();
    await page.getByRole("link", { name: "Delete" }).click();
    await page.getByRole("button", { name: "Delete schedule" }).click();
    await expect(page.getByText("Schedule deleted")).toBeVisible();
  });
});
