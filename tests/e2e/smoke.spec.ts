import { expect, test } from "./support/test";

test("the product starts and says that it is well", async ({ request }) => {
  const health = await request.get("/healthz");
  expect([health.status(), await health.json()]).toEqual([200, { status: "ok" }]);
  const ready = await request.get("/readyz");
  expect(await ready.json()).toEqual({
    status: "ok",
    checks: { database: "ok", migrations: "ok", storage: "ok", runner: "ok" },
  });
});

test("the sign-in page is there, without a word in the console", async ({ page }) => {
  const words: string[] = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && words.push(message.text()));
  page.on("pageerror", (error) => words.push(error.message));
  await page.goto("/sign-in");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByLabel("Password")).toBeVisible();
  expect(words).toEqual([]);
});

test("status tells scripts where the product is", async ({ baseURL, tenantpilot, demoPassword, dataDir }) => {
  const { exitCode, stdout } = await tenantpilot(["status", "--json"]);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    url: baseURL,
    dataDir,
    runner: "embedded",
    demo: { password: demoPassword },
  });
});

test("a second start on the same data folder is refused, with the reason", async ({ tenantpilot, dataDir }) => {
  const { exitCode, stderr } = await tenantpilot(["start"]);
  expect(exitCode).toBe(1);
  expect(stderr).toContain(`TenantPilot already runs on the data folder ${dataDir}`);
});
