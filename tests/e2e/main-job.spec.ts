import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { prowlerFile } from "./support/prowler";
import { expect, test } from "./support/test";
import { chooseFiles, importButton, untilImported } from "./support/upload";

const run = promisify(execFile);
const readyWithinMs = 60_000;

const badge = (page: Page, status: string) => page.getByRole("main").locator(`[data-status="${status}"]`).first();

async function generate(page: Page, tenant: string) {
  await page.goto(`/tenants/${tenant}/review-packs`);
  await page
    .getByRole("link", { name: "Generate review pack" })
    .or(page.getByRole("button", { name: "Generate review pack" }))
    .first()
    .click();
  await page.getByRole("button", { name: "Generate", exact: true }).click();
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), "tenantpilot-pack-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test("sign in, import, Generate, watch it become Ready, download, check it with other people's tools, and ask again", async ({
  page,
  signIn,
}) => {
  await signIn(page, "manager@demo.example");

  const scan = prowlerFile(40, new Date(Date.now() - 3_600_000));
  await chooseFiles(page, "tailspin", [{ name: "scan.ocsf.json", text: scan }]);
  await importButton(page).click();
  await untilImported(page);

  await generate(page, "tailspin");
  const queued = page.getByRole("status").filter({ hasText: "Review pack queued" });
  await expect(queued).toBeVisible();
  await queued.getByRole("link").click();
  await page.waitForURL(/\/review-packs\/\d+/);
  await expect(badge(page, "ready")).toBeVisible({ timeout: readyWithinMs });

  const started = page.waitForEvent("download");
  await page
    .getByRole("button", { name: "Download" })
    .or(page.getByRole("link", { name: "Download" }))
    .first()
    .click();
  const download = await started;
  expect(download.suggestedFilename()).toMatch(/^review-pack_tailspin_\d{4}-\d{2}-\d{2}_\d+\.zip$/);
  await inFolder(async (folder) => {
    const zip = path.join(folder, "pack.zip");
    await download.saveAs(zip);
    expect((await run("unzip", ["-t", zip])).stdout).toContain("No errors detected");
    await run("unzip", ["-q", zip, "-d", folder]);
    await run("sha256sum", ["-c", "SHA256SUMS", "--quiet"], { cwd: folder });
    const findings = JSON.parse(await readFile(path.join(folder, "findings.json"), "utf8"));
    // Other tests import other tools' files into this tenant.
    expect(findings.filter(({ source }: { source: string }) => source === "prowler")).toHaveLength(40);
  });

  await generate(page, "tailspin");
  const toast = page.getByRole("status").filter({ hasText: "Review pack already available" });
  await expect(toast).toBeVisible();
  await expect(toast).toContainText(/Nothing has changed since/);
  await toast.getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: /Review pack #\d+/ })).toBeVisible();
  await expect(badge(page, "ready")).toBeVisible();
});

test("the bell has queued and completed, and search finds the tenant but no pack", async ({
  page,
  signIn,
  tenantpilot,
}) => {
  const { stdout } = await tenantpilot([
    "generate",
    "--tenant",
    "adatum",
    "--no-operations",
    "--wait",
    "--json",
    "--as",
    "owner@demo.example",
  ]);
  const { pack } = JSON.parse(stdout);
  await signIn(page, "owner@demo.example");
  await page.goto("/notifications");
  await expect(page.getByText(`Review pack #${pack.id} of Adatum queued`)).toBeVisible();
  await expect(page.getByText(`Review pack #${pack.id} of Adatum is ready`)).toBeVisible();
  await page.goto("/search?q=contoso");
  await expect(
    page
      .getByRole("main")
      .getByRole("link", { name: /Contoso/ })
      .first(),
  ).toBeVisible();
  await page.goto(`/search?q=${pack.sha256}`);
  await expect(page.getByRole("main").locator('a[href*="/review-packs/"]')).toHaveCount(0);
});

test("the same by command line, in the documented shapes", async ({ tenantpilot, baseURL }) => {
  const problemsOf = async (command: string) => JSON.parse((await tenantpilot([command, "--json"])).stdout).problems;
  // Other tests of this product may have taken a file away on purpose.
  const before = { doctor: await problemsOf("doctor"), reconcile: await problemsOf("reconcile") };
  const asked = await tenantpilot(["generate", "--tenant", "contoso", "--no-operations", "--wait", "--json"]);
  expect(asked.exitCode, asked.stderr).toBe(0);
  const answer = JSON.parse(asked.stdout);
  expect(Object.keys(answer).sort()).toEqual(["outcome", "pack", "reason"]);
  expect(answer.pack).toMatchObject({
    tenant: "contoso",
    status: "ready",
    options: { includePii: true, includeOperations: false },
  });
  expect(Object.keys(answer.pack).sort()).toEqual(
    "id tenant status fingerprint previousFingerprint options summary filePath fileSize sha256 generatedAt expiresAt operationRunId reason createdAt"
      .split(" ")
      .sort(),
  );

  const again = JSON.parse(
    (await tenantpilot(["generate", "--tenant", "contoso", "--no-operations", "--json"])).stdout,
  );
  expect(again).toMatchObject({ outcome: "already_available", pack: { id: answer.pack.id } });

  const list = JSON.parse((await tenantpilot(["packs", "--tenant", "contoso", "--status", "ready", "--json"])).stdout);
  expect(list.packs.map((pack: { id: string }) => pack.id)).toContain(answer.pack.id);

  const link = JSON.parse((await tenantpilot(["link", answer.pack.id, "--json"])).stdout);
  expect(link.url).toMatch(new RegExp(`^${baseURL}/d/[A-Za-z0-9_-]{22}\\?exp=\\d{10}&kid=[a-z0-9]+&sig=[0-9a-f]{64}$`));
  expect(Date.parse(link.expiresAt) - Date.now()).toBeLessThanOrEqual(3_600_000);

  await inFolder(async (folder) => {
    const zip = path.join(folder, "pack.zip");
    const downloaded = await tenantpilot(["download", answer.pack.id, "-o", zip, "--json"]);
    expect(downloaded.exitCode, downloaded.stderr).toBe(0);
    const bytes = await readFile(zip);
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(answer.pack.sha256);
    expect(JSON.parse((await tenantpilot(["verify", zip, "--json"])).stdout)).toMatchObject({
      verdict: "valid",
      problems: [],
    });
    bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 255;
    await writeFile(zip, bytes);
    const altered = await tenantpilot(["verify", zip, "--json"]);
    expect([altered.exitCode, JSON.parse(altered.stdout).verdict]).toEqual([1, "altered"]);
  });
  expect({ doctor: await problemsOf("doctor"), reconcile: await problemsOf("reconcile") }).toEqual(before);
});

test("a wrong use says what is wrong, with exit code 2; an unknown tenant with 1", async ({ tenantpilot }) => {
  expect((await tenantpilot(["generate"])).exitCode).toBe(2);
  expect((await tenantpilot(["packs", "--tenant", "contoso", "--status", "nonsense"])).exitCode).toBe(2);
  const unknown = await tenantpilot(["generate", "--tenant", "nowhere", "--json"]);
  expect(unknown.exitCode).toBe(1);
  expect(unknown.stderr).toContain("nowhere");
});
