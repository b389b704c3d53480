import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Page } from "@playwright/test";
import { importFresh } from "./support/prowler";
import { expect, test } from "./support/test";

/** Nothing is made while the runner is held: what was asked for stays queued. */
async function withoutRunner(dataDir: string, work: () => Promise<void>): Promise<void> {
  const { children } = JSON.parse(await readFile(path.join(dataDir, "runtime.json"), "utf8"));
  process.kill(children.runner.pid, "SIGSTOP");
  try {
    await work();
  } finally {
    process.kill(children.runner.pid, "SIGCONT");
  }
}

const step = (page: Page, name: string) =>
  page
    .getByRole("main")
    .getByRole("listitem")
    .filter({ hasText: new RegExp(`^${name}`) });
const stateOf = (page: Page, state: string) => page.getByRole("main").locator(`h1 ~ [data-status="${state}"]`);

test("a run shows its steps; Replay of a ready pack reads its file again, without a reload", async ({
  page,
  signIn,
  tenantpilot,
  dataDir,
}) => {
  // A pack that is new, and a person's: one that the command line made before for nobody has nobody to notify.
  await importFresh(tenantpilot, dataDir);
  const asked = ["generate", "--tenant", "tailspin", "--wait", "--json", "--as", "manager@demo.example"];
  const { pack } = JSON.parse((await tenantpilot(asked)).stdout);
  await signIn(page, "manager@demo.example");
  await page.goto("/tenants/tailspin/operations?type=tenant.review_pack.generate");
  await page.getByRole("main").locator(`a[href$="/operations/${pack.operationRunId}"]`).click();
  await expect(page).toHaveURL(new RegExp(`/operations/${pack.operationRunId}$`));
  for (const name of ["Claim", "Collect", "Render", "Assemble", "Verify", "Publish", "Notify"])
    await expect(step(page, name).locator('[data-status="done"]')).toBeVisible();

  await page.getByRole("link", { name: "Replay" }).click();
  await expect(page.getByRole("dialog")).toContainText("compared with what was published");
  await page.getByRole("dialog").getByRole("button", { name: "Replay" }).dblclick();
  await expect(page.getByRole("status").filter({ hasText: "The file is being read again" })).toBeVisible();
  await expect(step(page, "Read the file again").locator('[data-status="done"]')).toBeVisible({ timeout: 60_000 });
});

test("what is queued is cancelled after a question, pressed twice too, and the list narrows to it", async ({
  page,
  signIn,
  tenantpilot,
  dataDir,
}) => {
  await signIn(page, "manager@demo.example");
  await withoutRunner(dataDir, async () => {
    const asked = ["generate", "--tenant", "fabrikam", "--no-operations", "--json", "--as", "manager@demo.example"];
    const { pack } = JSON.parse((await tenantpilot(asked)).stdout);
    await page.goto(`/tenants/fabrikam/operations/${pack.operationRunId}`);
    await expect(step(page, "Collect").locator('[data-status="to_come"]')).toBeVisible();
    await page.getByRole("link", { name: "Cancel" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel it" }).dblclick();
    await expect(page.getByRole("status").filter({ hasText: "Operation cancelled" })).toBeVisible();
    await expect(stateOf(page, "cancelled")).toBeVisible();
    await expect(page.getByRole("main")).toContainText("Cancelled by Demo manager.");
    await expect(page.getByRole("link", { name: "Cancel" })).toHaveCount(0);
  });
  await page.goto("/tenants/fabrikam/operations");
  await page.getByRole("link", { name: "Cancelled" }).click();
  await expect(page).toHaveURL(/outcome=cancelled/);
  await expect(page.getByRole("main").locator("tbody tr")).toHaveCount(1);
  await page.goto("/tenants/fabrikam/operations?outcome=failed");
  await expect(page.getByText("No operation is like that.")).toBeVisible();
});

test.describe("with scripts off", () => {
  test.use({ javaScriptEnabled: false });

  test("Replay of a failed pack makes a new one, on a page of its own", async ({
    page,
    signIn,
    tenantpilot,
    dataDir,
  }) => {
    let operationId = "";
    await signIn(page, "manager@demo.example");
    await withoutRunner(dataDir, async () => {
      const asked = ["generate", "--tenant", "fabrikam", "--no-operations", "--json", "--as", "manager@demo.example"];
      operationId = JSON.parse((await tenantpilot(asked)).stdout).pack.operationRunId;
      await page.goto(`/tenants/fabrikam/operations/${operationId}`);
      await page.getByRole("link", { name: "Cancel" }).click();
      await page.getByRole("button", { name: "Cancel it" }).click();
      await expect(page.getByRole("status").filter({ hasText: "Operation cancelled" })).toBeVisible();
    });
    await page.getByRole("link", { name: "Replay" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Replay operation #${operationId}`);
    await page.getByRole("button", { name: "Replay" }).dblclick();
    await expect(page.getByRole("main")).toContainText("In place of");
    await expect(page).not.toHaveURL(new RegExp(`/operations/${operationId}[?]`));
    const address = page.url();
    await expect(async () => {
      await page.goto(address);
      await expect(stateOf(page, "succeeded")).toBeVisible({ timeout: 500 });
    }).toPass({ timeout: 60_000 });
    await page.goto(`/tenants/fabrikam/operations/${operationId}`);
    await expect(page.getByRole("main")).toContainText("Made again as");
  });

  test("somebody who may only look is offered neither, and refused both", async ({ page, signIn }) => {
    await signIn(page, "readonly@demo.example");
    await page.goto("/tenants/contoso/operations");
    await page.getByRole("main").locator(".row-link").first().click();
    await expect(page.getByRole("link", { name: /^(Replay|Cancel)$/ })).toHaveCount(0);
    for (const below of ["replay", "cancel"])
      expect(
        (await page.goto(`${new URL(page.url()).pathname.replace(/\/(replay|cancel)$/, "")}/${below}`))?.status(),
      ).toBe(403);
  });
});
