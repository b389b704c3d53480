import type { Page } from "@playwright/test";
import { prowlerFile } from "./support/prowler";
import { expect, test } from "./support/test";
import { type ChosenFile, chooseFiles, importButton, scubaCsv, untilImported } from "./support/upload";

// Choose, see what would change, import or discard (imports.md, Ways in).

test.describe.configure({ timeout: 120_000 });

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const scan = (rows: number, minutes: number): ChosenFile => ({
  name: `scan-${minutes}.ocsf.json`,
  text: prowlerFile(rows, minutesAgo(minutes)),
});
const figure = (page: Page, file: string, name: string) =>
  page
    .getByRole("region", { name: new RegExp(`^${file}`) })
    .locator("dl div", { hasText: name })
    .locator("dd")
    .first();

type Tenantpilot = (args: string[]) => Promise<{ exitCode: number; stdout: string }>;
const openFindings = async (tenantpilot: Tenantpilot, file: string, dataDir: string): Promise<number> => {
  const { writeFile } = await import("node:fs/promises");
  const path = `${dataDir}/again-${Date.now()}.json`;
  await writeFile(path, file);
  const dry = await tenantpilot(["import", "--tenant", "fabrikam", "--dry-run", "--json", path]);
  return JSON.parse(dry.stdout).files[0].created;
};

test("files are looked at, asked about and imported, and each number leads to its findings", async ({
  page,
  signIn,
}) => {
  await signIn(page, "operator@demo.example");
  await chooseFiles(page, "tailspin", [
    scan(12, 30),
    { name: "broken.json", text: '[{"class_uid":2004' },
    { name: "controls.csv", text: scubaCsv("1.1") },
  ]);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Import preview");
  await expect(page.getByText("2 of 3 files:")).toBeVisible();
  await expect(page.getByText("The file is cut off.")).toBeVisible();
  await expect(page.getByRole("region", { name: /^controls\.csv/ })).toContainText("assumed");

  // A reload shows the same, and nothing is imported yet.
  await page.reload();
  await expect(importButton(page)).toBeVisible();
  await page.goto("/tenants/tailspin/import");
  await expect(page.getByRole("region", { name: "Uploads that wait for a decision" })).toContainText(
    "scan-30.ocsf.json",
  );
  await page.goBack();

  // An answer that changes what would happen is shown before it is imported.
  await page.getByLabel("When was it made (UTC)?").fill("2026-11-20T08:30");
  await importButton(page).click();
  await expect(page.getByText("Your answers change what will happen.")).toBeVisible();
  await expect(page.getByRole("region", { name: /^controls\.csv/ })).toContainText(
    /20 Nov 2026, 08:30 UTC|Nov 20, 2026, 8:30 AM UTC/,
  );
  await importButton(page).click();
  await untilImported(page, 2);
  await expect(page.getByText("This file was not imported.")).toBeVisible();

  const created = figure(page, "scan-30", "New");
  await created.getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Import #\d+/);
  await page.getByRole("main").getByRole("table").getByRole("link").first().click();
  await expect(page).toHaveURL(/\/findings\/\d+$/);
});

test("another tenant's data needs a box to be ticked; discarding imports nothing", async ({ page, signIn }) => {
  await signIn(page, "operator@demo.example");
  const theirs = prowlerFile(3, minutesAgo(5)).replaceAll(
    '"metadata":{"event_code"',
    '"metadata":{"tenant_uid":"99999999-8888-4777-8666-555555555555","event_code"',
  );
  await chooseFiles(page, "fabrikam", [{ name: "theirs.ocsf.json", text: theirs }]);
  await expect(page.getByText("another tenant", { exact: true })).toBeVisible();
  await importButton(page).click();
  // The browser itself refuses: the box is required.
  await expect(page).toHaveURL(/\/import\/preview\/\d+$/);
  await expect(page.getByRole("checkbox", { name: /Import another tenant's data/ })).toBeFocused();
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Upload discarded" })).toBeVisible();
  await page.goBack();
  await expect(page.getByText("These files are not kept any more")).toBeVisible();
  await page.goto("/tenants/fabrikam/import");
  await expect(page.getByText("theirs.ocsf.json")).toHaveCount(0);
});

test("pressed twice it imports once", async ({ page, signIn, tenantpilot, dataDir }) => {
  await signIn(page, "operator@demo.example");
  const file = scan(4, 20);
  await chooseFiles(page, "fabrikam", [file]);
  await importButton(page).dblclick();
  await untilImported(page);
  await page.goto("/tenants/fabrikam/import");
  await expect(page.getByRole("link", { name: file.name })).toHaveCount(1);
  expect(await openFindings(tenantpilot, file.text, dataDir)).toBe(0);
});

test("with scripts five seconds late, a choice and a press before them are neither lost nor doubled", async ({
  page,
  signIn,
}) => {
  await signIn(page, "operator@demo.example");
  await page.route(/\.js(\?|$)/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    await route.continue().catch(() => {});
  });
  const file = scan(2, 15);
  await page.goto("/tenants/fabrikam/import", { waitUntil: "commit" });
  await page.getByLabel("Files").setInputFiles({
    name: file.name,
    mimeType: "application/json",
    buffer: Buffer.from(file.text),
  });
  await page.getByRole("button", { name: "Preview import" }).click();
  await page.waitForURL(/\/import\/preview\/\d+/, { waitUntil: "commit" });
  await importButton(page).click({ timeout: 60_000 });
  await untilImported(page);
  await page.goto("/tenants/fabrikam/import", { waitUntil: "commit" });
  await expect(page.getByRole("link", { name: file.name })).toHaveCount(1);
});

test("who may only read sees an upload and why they cannot decide; a stranger sees nothing", async ({
  page,
  signIn,
  browser,
  baseURL,
}) => {
  await signIn(page, "operator@demo.example");
  await chooseFiles(page, "fabrikam", [scan(1, 10)]);
  await expect(importButton(page)).toBeVisible();
  const address = page.url();
  for (const [email, status] of [
    ["readonly@demo.example", 200],
    ["stranger@other.example", 404],
  ] as const) {
    const context = await browser.newContext({ ...(baseURL ? { baseURL } : {}) });
    const theirs = await context.newPage();
    await signIn(theirs, email);
    expect((await theirs.goto(address))?.status(), email).toBe(status);
    await expect(theirs.getByRole("button", { name: /Import|Discard/ })).toHaveCount(0);
    if (status === 200) await expect(theirs.getByText("Your role does not include importing.")).toBeVisible();
    await context.close();
  }
});

test.describe("with scripts off", () => {
  test.use({ javaScriptEnabled: false });

  test("choose, answer, import and see the result", async ({ page, signIn }) => {
    await signIn(page, "operator@demo.example");
    await page.goto("/tenants/tailspin/import");
    const [first, second] = [scan(3, 9), { name: "controls-off.csv", text: scubaCsv("3.1") }];
    await page
      .getByLabel("Files")
      .setInputFiles(
        [first, second].map(({ name, text }) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) })),
      );
    await page.getByRole("button", { name: "Preview import" }).click();
    await expect(page).toHaveURL(/\/import\/preview\/\d+/);
    // The page reads itself again until the files have been read.
    await expect(importButton(page)).toBeVisible({ timeout: 60_000 });
    await page.getByRole("button", { name: "Leave out controls-off.csv" }).click();
    await expect(importButton(page)).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText("controls-off.csv")).toHaveCount(0);
    await importButton(page).click();
    await untilImported(page);
    await page.getByRole("link", { name: "See what changed" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Import #\d+/);
  });
});
