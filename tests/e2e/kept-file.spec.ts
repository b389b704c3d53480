import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { prowlerFile } from "./support/prowler";
import { expect, test } from "./support/test";
import { chooseFiles, importButton, untilImported } from "./support/upload";

async function keepFor(page: Page, days: string): Promise<void> {
  await page.goto("/settings/retention");
  await page.getByLabel("Kept for").fill(days);
  await page.getByRole("button", { name: "Set", exact: true }).click();
  await expect(page.getByText(days === "0" ? "not kept" : `${days} days`, { exact: true })).toBeVisible();
}

test("a workspace keeps what is imported from now on: whoever may import downloads the file as it was, until it is kept no more", async ({
  page,
  browser,
  signIn,
  baseURL,
}) => {
  await signIn(page, "owner@demo.example");
  await keepFor(page, "7");
  const scan = prowlerFile(2, new Date(Date.now() - 7_200_000));
  await chooseFiles(page, "fabrikam", [{ name: "kept.ocsf.json", text: scan }]);
  await importButton(page).click();
  await untilImported(page);
  await page.goto("/tenants/fabrikam/import");
  await page
    .getByRole("link", { name: /kept\.ocsf\.json/ })
    .first()
    .click();
  await expect(page.getByText("Kept until")).toBeVisible();

  const started = page.waitForEvent("download");
  const link = page.getByRole("link", { name: "Download", exact: true });
  const path = (await link.getAttribute("href")) ?? "";
  await link.click();
  const download = await started;
  expect(download.suggestedFilename()).toBe("kept.ocsf.json");
  expect(await readFile(await download.path(), "utf8")).toBe(scan);

  const reader = await (await browser.newContext({ baseURL: baseURL ?? "" })).newPage();
  await signIn(reader, "readonly@demo.example");
  expect((await reader.request.get(path)).status()).toBe(403);
  await reader.goto(page.url());
  await expect(reader.getByText("Kept until")).toBeVisible();
  await expect(reader.getByRole("link", { name: "Download", exact: true })).toHaveCount(0);
  await reader.context().close();

  await keepFor(page, "0");
  expect((await page.request.get(path)).status()).toBe(410);
});
