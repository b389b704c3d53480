import { test as base, expect, type Page } from "@playwright/test";
import { type CommandOutput, type Product, runTenantpilot, startCopy } from "./product";

interface Fixtures {
  /** Password of every demo person. */
  demoPassword: string;
  /** The product's data folder: packs lie below storage/exports. */
  dataDir: string;
  /** Runs the command line against this product: `await tenantpilot(["packs", "--tenant", "contoso", "--json"])`. */
  tenantpilot(args: string[]): Promise<CommandOutput>;
  /** Signs in through the form and waits until the sign-in page is left. */
  signIn(page: Page, email: string): Promise<void>;
}

interface WorkerFixtures {
  /** The running product of this worker. */
  product: Product;
}

/**
 * Playwright's test with what every browser test needs; baseURL is the running product of this worker. A page that does what its
 * policy refuses (lib/embedded/security-headers.ts) fails the test, whatever the test is about.
 */
export const test = base.extend<Fixtures, WorkerFixtures>({
  product: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern.
    async ({}, use) => {
      const product = await startCopy(process.env.E2E_DEMO_DATA ?? "");
      await use(product);
      await product.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: async ({ product }, use) => use(product.url),
  demoPassword: async ({ product }, use) => use(product.demoPassword),
  dataDir: async ({ product }, use) => use(product.dataDir),
  page: async ({ page }, use) => {
    const refused: string[] = [];
    page.on("console", (message) => {
      if (message.text().includes("Content Security Policy")) refused.push(`${page.url()}: ${message.text()}`);
    });
    await use(page);
    expect(refused).toEqual([]);
  },
  tenantpilot: async ({ dataDir }, use) => use((args) => runTenantpilot(dataDir, args)),
  signIn: async ({ demoPassword }, use) =>
    use(async (page, email) => {
      await page.goto("/sign-in");
      await page.getByLabel("E-mail").fill(email);
      await page.getByLabel("Password").fill(demoPassword);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
    }),
});

export { expect };
