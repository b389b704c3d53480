import { test as base, expect, type Page } from "@playwright/test";
import { type CommandOutput, runTenantpilot } from "./product";

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

const given = (name: string): string => process.env[name] ?? "";

/** Playwright's test with what every browser test needs; baseURL is the running product. */
export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern.
  baseURL: async ({}, use) => use(given("E2E_URL")),
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  demoPassword: async ({}, use) => use(given("E2E_DEMO_PASSWORD")),
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  dataDir: async ({}, use) => use(given("E2E_DATA_DIR")),
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
