import { expect, test } from "./support/test";

// Generate does not depend on which script was loaded first (data-model.md): one press is one pack.

const packsOf = async (
  tenantpilot: (args: string[]) => Promise<{ stdout: string }>,
  tenant: string,
): Promise<string[]> =>
  JSON.parse((await tenantpilot(["packs", "--tenant", tenant, "--json"])).stdout).packs.map(
    (pack: { id: string }) => pack.id,
  );

const importFresh = async (
  tenantpilot: (args: string[]) => Promise<{ exitCode: number; stderr: string }>,
  folder: string,
) => {
  // A pack that is still being made would take in what is imported now, and hold the new content itself.
  await tenantpilot(["generate", "--tenant", "tailspin", "--wait"]);
  const { writeFile } = await import("node:fs/promises");
  const { prowlerFile } = await import("./support/prowler");
  const file = `${folder}/fresh-${Date.now()}.ocsf.json`;
  await writeFile(file, prowlerFile(3, new Date()));
  const done = await tenantpilot(["import", "--tenant", "tailspin", file]);
  expect(done.exitCode, done.stderr).toBe(0);
};

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
    await expect(async () => {
      await page.goto(`/tenants/tailspin/review-packs/${made}`);
      await expect(page.getByRole("main").locator('[data-status="ready"]').first()).toBeVisible({ timeout: 500 });
    }).toPass({ timeout: 60_000 });
    const started = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download" }).first().click();
    expect((await started).suggestedFilename()).toContain("tailspin");
    await page
      .getByRole("link", { name: /delete/i })
      .first()
      .click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText(/delete/i);
  });

  test("leaving people's data out is refused in words, and makes nothing", async ({ page, signIn, tenantpilot }) => {
    const before = await packsOf(tenantpilot, "contoso");
    await signIn(page, "manager@demo.example");
    await page.goto("/tenants/contoso/review-packs/generate");
    await page.getByRole("checkbox", { name: "Include people's data" }).uncheck();
    await page.getByRole("button", { name: "Generate", exact: true }).click();
    await expect(page.getByText(/pseudonymising is not built/)).toBeVisible();
    expect(await packsOf(tenantpilot, "contoso")).toEqual(before);
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
