import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import axeCore from "axe-core";
import { expect, test } from "./support/test";

// A person who manages packs shares one; somebody without an account opens it, fetches it, and is shut out again.

const passphrase = "correct horse battery";

/** Fills the form, on its page or in the dialog, and gives the address that is shown this once. */
async function makeLink(page: Page, uses = ""): Promise<string> {
  const form = page.locator('form:has([name="usesMax"]):visible');
  await form.getByLabel("For whom").fill("Example Audit");
  await form.getByLabel("Works for").selectOption({ label: "14 days" });
  await form.getByLabel(/^Passphrase/).fill(passphrase);
  await form.getByLabel("Downloads at most").fill(uses);
  await form.getByRole("button", { name: "Make the link" }).click();
  const shown = page.locator("[data-share-link]:visible");
  await expect(shown).toHaveText(/\/s\/[\w-]{43}$/);
  return (await shown.textContent()) ?? "";
}

async function axe(page: Page): Promise<string[]> {
  await page.evaluate(axeCore.source);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: { id: string }[] }> } };
    return (await axe.run()).violations.map(({ id }) => id);
  });
}

test("an auditor without an account opens the link, checks the pack's facts, fetches it, and is shut out when it is revoked", async ({
  page,
  browser,
  baseURL,
  signIn,
  tenantpilot,
}) => {
  const { pack } = JSON.parse((await tenantpilot(["generate", "--tenant", "contoso", "--wait", "--json"])).stdout);
  await signIn(page, "manager@demo.example");
  await page.goto(`/tenants/contoso/review-packs/${pack.id}`);
  await page.getByRole("link", { name: "Share", exact: true }).click();
  await expect(page.getByRole("dialog", { name: `Share review pack #${pack.id}` })).toBeVisible();
  const url = await makeLink(page, "2");
  await page.getByRole("dialog").getByRole("link", { name: "Done" }).click();
  const links = page.getByRole("region", { name: "Share links" });
  await expect(links).toContainText("Example Audit");
  await expect(links).toContainText("Used 0 of 2 times");
  expect(await page.content()).not.toContain(url.slice(-43));

  const auditor = await browser.newContext({ ...(baseURL ? { baseURL } : {}) });
  const outside = await auditor.newPage();
  for (const colorScheme of ["light", "dark"] as const) {
    await outside.emulateMedia({ colorScheme });
    await outside.goto(url);
    await expect(outside.getByRole("heading", { level: 1 })).toHaveText("Review pack of Contoso");
    await expect(outside.getByText(pack.sha256, { exact: true })).toBeVisible();
    expect(await axe(outside)).toEqual([]);
  }
  await outside.setViewportSize({ width: 360, height: 700 });
  expect(await outside.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await outside.getByLabel("Passphrase").fill("not the passphrase");
  await outside.getByRole("button", { name: "Download" }).click();
  await expect(outside.getByRole("alert")).toContainText("not the passphrase");
  expect(await axe(outside)).toEqual([]);
  await outside.getByLabel("Passphrase").fill(passphrase);
  const begun = outside.waitForEvent("download");
  await outside.getByRole("button", { name: "Download" }).click();
  const file = await readFile(await (await begun).path());
  expect(createHash("sha256").update(file).digest("hex")).toBe(pack.sha256);
  expect(await auditor.cookies()).toEqual([]);

  await page.reload();
  await expect(links).toContainText("Used 1 of 2 times");
  await links.getByRole("link", { name: "Revoke" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByRole("status").getByText("Share link revoked")).toBeVisible();
  await expect(links.locator('[data-status="revoked"]')).toHaveText("Revoked");
  expect((await outside.goto(url))?.status()).toBe(410);
  await expect(outside.getByRole("heading", { level: 1 })).toHaveText("This link was withdrawn");
  await auditor.close();
});

test("all of it works with scripts off", async ({ browser, baseURL, signIn, tenantpilot }) => {
  const { pack } = JSON.parse((await tenantpilot(["generate", "--tenant", "contoso", "--wait", "--json"])).stdout);
  const context = await browser.newContext({ ...(baseURL ? { baseURL } : {}), javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, "manager@demo.example");
  await page.goto(`/tenants/contoso/review-packs/${pack.id}`);
  await page.getByRole("link", { name: "Share", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Share review pack #${pack.id}`);
  const url = await makeLink(page);
  await page.goto(url);
  await page.getByLabel("Passphrase").fill(passphrase);
  const begun = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download" }).click();
  expect((await begun).suggestedFilename()).toMatch(/^review-pack_contoso_/);
  await page.goto(`/tenants/contoso/review-packs/${pack.id}`);
  await page.getByRole("region", { name: "Share links" }).getByRole("link", { name: "Revoke" }).first().click();
  await page.getByRole("main").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByRole("status").getByText("Share link revoked")).toBeVisible();
  expect((await page.goto(url))?.status()).toBe(410);
  await context.close();
});
