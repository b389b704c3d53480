import { mkdir } from "node:fs/promises";
import path from "node:path";
import { type Browser, chromium } from "@playwright/test";
import { type Product, runTenantpilot, startProduct } from "./e2e/support/product";

// npm run look: a picture of every page, in both themes and three widths, from the demo data. With --docs the few that the
// README shows go to docs/screenshots.

const pages: Record<string, string> = {
  tenants: "/",
  overview: "/tenants/contoso",
  "review-packs": "/tenants/contoso/review-packs",
  "review-pack": "/tenants/contoso/review-packs/PACK",
  generate: "/tenants/contoso/review-packs/generate",
  "no-review-packs": "/tenants/tailspin/review-packs",
  findings: "/tenants/contoso/findings",
  reports: "/tenants/contoso/reports",
  roles: "/tenants/contoso/reports/entra_admin_roles",
  operations: "/tenants/contoso/operations",
  import: "/tenants/contoso/import",
  fleet: "/fleet",
  notifications: "/notifications",
  search: "/search?q=admin",
  audit: "/audit",
  settings: "/settings",
  members: "/settings/members",
  "not-found": "/tenants/nowhere",
};
const shownInDocs = ["overview", "review-packs", "review-pack", "generate"];
const themes = ["light", "dark"] as const;
const widths = [1280, 768, 390] as const;

const root = path.resolve(import.meta.dirname, "..");
const isForDocs = process.argv.includes("--docs");
const folder = path.join(root, isForDocs ? "docs/screenshots" : "tests/.output/look");

await mkdir(folder, { recursive: true });
const product = await startProduct();
try {
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  const packs = ["contoso", "fabrikam"].map((tenant) => [
    "generate",
    "--tenant",
    tenant,
    "--wait",
    "--json",
    "--as",
    "owner@demo.example",
  ]);
  const answers = [];
  for (const args of packs) answers.push(JSON.parse((await runTenantpilot(product.dataDir, args)).stdout));
  for (const theme of isForDocs ? (["light"] as const) : themes) {
    for (const width of isForDocs ? ([1280] as const) : widths)
      await look(browser, product, answers[0].pack.id, theme, width);
  }
  await browser.close();
} finally {
  await product.stop();
}
console.log(`The pictures are in ${path.relative(root, folder)}.`);

async function look(
  browser: Browser,
  { url, demoPassword }: Product,
  pack: string,
  theme: "light" | "dark",
  width: number,
): Promise<void> {
  const context = await browser.newContext({ baseURL: url, colorScheme: theme, viewport: { width, height: 860 } });
  const page = await context.newPage();
  await page.goto("/sign-in");
  if (!isForDocs) await page.screenshot({ path: path.join(folder, `sign-in-${theme}-${width}.png`) });
  await page.getByLabel("E-mail").fill("owner@demo.example");
  await page.getByLabel("Password").fill(demoPassword);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((at) => !at.pathname.startsWith("/sign-in"));
  for (const [name, address] of Object.entries(pages)) {
    if (isForDocs && !shownInDocs.includes(name)) continue;
    await page.goto(address.replace("PACK", pack));
    await page.waitForTimeout(300);
    const file = isForDocs ? `${name}.png` : `${name}-${theme}-${width}.png`;
    await page.screenshot({ path: path.join(folder, file), fullPage: !isForDocs });
  }
  await context.close();
}
