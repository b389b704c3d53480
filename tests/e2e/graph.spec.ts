import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import axeCore from "axe-core";
import { GraphServer } from "../support/graph-server";
import { type Product, startCopy } from "./support/product";
import { expect, test } from "./support/test";

// A tenant's connection to Microsoft Graph in a browser, against a server that answers as Microsoft does.

let microsoft: GraphServer;
let product: Product;
const secret = "a~client.secret-of-the-browser-tests";
const policies = "/v1.0/identity/conditionalAccess/policies";

test.beforeAll(async () => {
  microsoft = await GraphServer.start();
  product = await startCopy(process.env.E2E_DEMO_DATA ?? "", {
    GRAPH_BASE_URL: microsoft.url,
    AZURE_AD_AUTHORITY: microsoft.url,
  });
});
test.afterAll(async () => {
  await product?.stop();
  await microsoft?.stop();
});

async function signIn(page: Page, name: string): Promise<void> {
  await page.goto(`${product.url}/sign-in`);
  await page.getByLabel("E-mail").fill(`${name}@demo.example`);
  await page.getByLabel("Password").fill(product.demoPassword);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

async function axe(page: Page): Promise<unknown[]> {
  await page.evaluate(axeCore.source);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: unknown[] }> } };
    return (await axe.run()).violations;
  });
}

test("an owner connects a tenant, sees the first fetch end without reload and its report, and disconnects it", async ({
  page,
}) => {
  microsoft.serveList(policies, "identity/conditionalAccess/policies", [
    [{ id: "p1", displayName: "Administrators use a second factor", state: "enabled", conditions: {} }],
    [{ id: "p2", displayName: "Nobody signs in the old way", state: "enabled", conditions: {} }],
  ]);
  await signIn(page, "owner");
  await page.goto(`${product.url}/tenants/tailspin/import`);
  await page.getByRole("link", { name: "Connect", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Tailspin Toys");
  await page.getByLabel("Application (client) ID").fill("not an id");
  await page.getByLabel("Secret value").fill(secret);
  await page.getByRole("button", { name: "Connect and fetch" }).click();
  await expect(page.getByText("The application id is no UUID.")).toBeVisible();
  expect(await page.content()).not.toContain(secret);
  await page.getByLabel("Application (client) ID").fill(randomUUID());
  await page.getByLabel("Secret value").fill(secret);
  await page.getByRole("button", { name: "Connect and fetch" }).click();
  await expect(page.getByText("Connection saved")).toBeVisible();
  await expect(page.getByRole("main").locator('[data-status="succeeded"]')).toBeVisible();
  expect(await axe(page)).toEqual([]);

  await page.goto(`${product.url}/tenants/tailspin/reports/conditional_access`);
  await expect(page.getByRole("row", { name: /Nobody signs in the old way/ })).toContainText("In force");

  await page.goto(`${product.url}/settings/graph`);
  await expect(page.getByRole("row", { name: /Tailspin Toys/ })).toContainText("Connected");
  expect(await axe(page)).toEqual([]);
  await page.getByRole("link", { name: "Tailspin Toys" }).click();
  await page.getByRole("link", { name: "Disconnect" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Disconnect Tailspin Toys");
  expect(await axe(page)).toEqual([]);
  await page.getByRole("button", { name: "Disconnect" }).click();
  await expect(page.getByText("Disconnected")).toBeVisible();
  await expect(page.getByRole("row", { name: /Tailspin Toys/ })).toContainText("Not connected");
});

test.describe("on a phone, in the dark, with scripts off", () => {
  test.use({ javaScriptEnabled: false, viewport: { width: 360, height: 740 }, colorScheme: "dark" });

  test("a tenant is connected, and an operator fetches, and is told in words why it does not work", async ({
    page,
    browser,
  }) => {
    await signIn(page, "manager");
    await page.goto(`${product.url}/settings/graph/contoso`);
    await page.getByLabel("Application (client) ID").fill(randomUUID());
    await expect(page.getByLabel("Certificate and private key")).toBeHidden();
    await page.getByLabel("A certificate").check();
    await page.getByLabel("Certificate and private key").fill("no certificate");
    await page.getByRole("button", { name: "Connect and fetch" }).click();
    await expect(page.getByText("There is no certificate in the text.")).toBeVisible();
    await page.getByLabel("A client secret").check();
    await page.getByLabel("Secret value").fill(secret);
    await page.getByLabel("Fetch", { exact: true }).selectOption("never");
    await page.getByRole("button", { name: "Connect and fetch" }).click();
    await expect(page.getByText("Connection saved")).toBeVisible();
    await expect(async () => {
      await page.reload();
      await expect(page.getByRole("main").locator('[data-status="succeeded"]')).toBeVisible({ timeout: 1_000 });
    }).toPass();

    microsoft.signInError = "AADSTS7000222: The provided client secret keys are expired.";
    const operator = await (
      await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } })
    ).newPage();
    await signIn(operator, "operator");
    await operator.goto(`${product.url}/tenants/contoso/import`);
    await operator.getByRole("button", { name: "Fetch now" }).click();
    await expect(operator.getByRole("heading", { level: 1 })).toContainText("Fetch from Microsoft Graph");
    await expect(async () => {
      await operator.reload();
      await expect(operator.getByText("The client secret has run out.", { exact: true })).toBeVisible({
        timeout: 1_000,
      });
    }).toPass();
    await operator.context().close();
  });
});
