import { readFile, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Page } from "@playwright/test";
import { importFresh } from "./support/prowler";
import { expect, test } from "./support/test";

// pack.md, Verification: the page for anybody who holds a file, signed in or not.

type Tenantpilot = (args: string[]) => Promise<{ stdout: string; stderr: string; exitCode: number }>;

/** A new pack: of one that a newer pack has taken the place of, the page would say just that. */
async function downloadPack(tenantpilot: Tenantpilot, to: string): Promise<{ id: string; sha256: string }> {
  await importFresh(tenantpilot, path.dirname(to));
  const asked = ["generate", "--tenant", "tailspin", "--wait", "--json"];
  const { pack } = JSON.parse((await tenantpilot(asked)).stdout);
  await tenantpilot(["download", pack.id, "-o", to]);
  return pack;
}

const choose = (page: Page, file: string) => page.getByLabel(/Choose a pack's ZIP file/).setInputFiles(file);
const verdict = (page: Page) => page.getByRole("region", { name: /./ }).locator("[data-status]").first();

test("a pack is valid; one changed byte is named; one cut off is altered; another ZIP is no pack of ours; the file never leaves the browser", async ({
  page,
  tenantpilot,
}, testInfo) => {
  const zip = testInfo.outputPath("pack.zip");
  const pack = await downloadPack(tenantpilot, zip);
  const sent: number[] = [];
  page.on("request", (request) => sent.push(request.postDataBuffer()?.length ?? 0));
  await page.goto("/verify");
  await choose(page, zip);
  await expect(verdict(page)).toHaveAttribute("data-status", "valid", { timeout: 60_000 });
  await expect(page.getByRole("main")).toContainText(`#${pack.id}`);
  expect(Math.max(...sent)).toBeLessThan(1_000);

  const bytes = await readFile(zip);
  const inFindings = bytes.indexOf("findings.csv") + 200;
  bytes[inFindings] = (bytes[inFindings] ?? 0) ^ 255;
  const altered = testInfo.outputPath("altered.zip");
  await writeFile(altered, bytes);
  await choose(page, altered);
  await expect(verdict(page)).toHaveAttribute("data-status", "altered", { timeout: 60_000 });
  await expect(page.getByRole("region", { name: "What is wrong" })).toContainText("findings.csv");

  const cut = testInfo.outputPath("cut.zip");
  await writeFile(cut, (await readFile(zip)).subarray(0, 5_000));
  await choose(page, cut);
  await expect(page.getByRole("region", { name: "What is wrong" })).toContainText("manifest.json", { timeout: 60_000 });
  await expect(verdict(page)).toHaveAttribute("data-status", "altered");

  const other = testInfo.outputPath("other.zip");
  await writeFile(other, "PK\u0005\u0006".padEnd(22, "\u0000"));
  await choose(page, other);
  await expect(verdict(page)).toHaveAttribute("data-status", "unknown");
});

test("a file of 1 GB freezes nothing: the page answers while it is read", async ({ page }, testInfo) => {
  const large = testInfo.outputPath("large.zip");
  await writeFile(large, "");
  await truncate(large, 1024 ** 3);
  await page.goto("/verify");
  await choose(page, large);
  await expect(page.getByRole("progressbar")).toHaveAttribute("value", /^[1-9]/, { timeout: 60_000 });
  await page.getByRole("textbox", { name: /SHA-256/ }).fill("typed while it is read");
  await expect(page.getByRole("textbox", { name: /SHA-256/ })).toHaveValue("typed while it is read");
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText("Stopped.")).toBeVisible();
});

test.describe("with scripts off", () => {
  test.use({ javaScriptEnabled: false });

  test("the hash alone is asked about; one that nobody knows is unknown, and nonsense is refused in words", async ({
    page,
    tenantpilot,
    dataDir,
  }) => {
    const pack = await downloadPack(tenantpilot, path.join(dataDir, "by-hash.zip"));
    for (const [sha256, status] of [
      [pack.sha256, "valid"],
      ["0".repeat(64), "unknown"],
    ] as const) {
      await page.goto("/verify");
      await page.getByRole("textbox", { name: /SHA-256/ }).fill(sha256);
      await page.getByRole("button", { name: "Check", exact: true }).click();
      await expect(verdict(page)).toHaveAttribute("data-status", status);
    }
    await page.getByRole("textbox", { name: /SHA-256/ }).fill("not a hash");
    await page.getByRole("button", { name: "Check", exact: true }).click();
    await expect(page.getByText(/64/).first()).toBeVisible();
  });
});
