import type { Page } from "@playwright/test";
import { expect, test } from "./support/test";

/** An owner invites somebody; gives the link's path. */
async function invite(page: Page, name: string, role = "Read-only"): Promise<string> {
  await page.goto("/settings/members/invite");
  await page.getByLabel("E-mail").fill(`${name.toLowerCase().replace(" ", ".")}@guest.example`);
  await page.getByLabel("Name", { exact: true }).fill(name);
  const roles = page.getByLabel("Role");
  await roles.selectOption({ index: ["Owner", "Manager", "Operator", "Read-only"].indexOf(role) });
  await page.getByRole("button", { name: "Invite" }).click();
  await expect(page.getByText(`${name} is invited.`)).toBeVisible();
  const link = (await page.getByText(/\/invitations\/[\w-]{43}$/).textContent()) ?? "";
  await page.getByRole("link", { name: "Back to the members" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Members");
  return new URL(link).pathname;
}

test("an owner invites, the guest sees to what, makes an account and is a member; used or revoked it is as if it never was", async ({
  page,
  browser,
  signIn,
  baseURL,
}) => {
  await signIn(page, "owner@demo.example");
  const link = await invite(page, "First Guest", "Operator");
  const refused = await invite(page, "Second Guest");
  await expect(page.getByRole("table", { name: "Invitations" }).getByRole("row").nth(1)).toContainText("Open");

  const guest = await (
    await browser.newContext({ baseURL: baseURL ?? "", viewport: { width: 360, height: 740 }, colorScheme: "dark" })
  ).newPage();
  await guest.goto(link);
  await expect(guest.getByRole("heading", { level: 1 })).toHaveText("Join Demo");
  await expect(guest.getByText("Demo owner invites you, as Operator.")).toBeVisible();
  expect(await guest.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await guest.getByLabel("Password").fill("short");
  await guest.getByRole("button", { name: "Accept and make the account" }).click();
  await expect(guest.getByText("A password has 12 to 200 characters.")).toBeVisible();
  await expect(guest.getByLabel("Name")).toHaveValue("First Guest");
  await guest.getByLabel("Password").fill("several words for a guest");
  await guest.getByRole("button", { name: "Accept and make the account" }).click();
  await expect(guest.getByRole("heading", { level: 1 })).toHaveText(/Tenants/);

  await page.getByRole("link", { name: "Revoke the invitation of Second Guest" }).click();
  await page.getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByText("Invitation revoked")).toBeVisible();
  await expect(page.getByRole("table", { name: "Invitations" })).toContainText("by First Guest");
  await expect(page.getByRole("table", { name: "Members" })).toContainText("first.guest@guest.example");

  const answers = await Promise.all(
    [link, refused, `/invitations/${"A".repeat(43)}`, "/invitations/x"].map(async (path) => {
      const answer = await fetch(new URL(path, baseURL));
      const headers = [...answer.headers].filter(([name]) => name !== "date");
      return JSON.stringify([answer.status, headers, await answer.text()]);
    }),
  );
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toMatch(/^\[404,/);
  await guest.context().close();
});

test.describe("with scripts off", () => {
  test.use({ javaScriptEnabled: false });

  test("a member of another workspace signs in on the way, accepts and sees both", async ({
    page,
    browser,
    signIn,
    baseURL,
    demoPassword,
  }) => {
    await signIn(page, "owner@demo.example");
    const link = await invite(page, "Third Guest");
    const guest = await (await browser.newContext({ baseURL: baseURL ?? "", javaScriptEnabled: false })).newPage();
    await guest.goto(link);
    await guest.getByRole("link", { name: "Sign in" }).click();
    await guest.getByLabel("E-mail").fill("stranger@other.example");
    await guest.getByLabel("Password").fill(demoPassword);
    await guest.getByRole("button", { name: "Sign in", exact: true }).click();
    await guest.getByRole("button", { name: "Accept as Other owner" }).click();
    for (const tenant of ["Contoso", "Northwind"])
      await expect(guest.getByRole("main").getByRole("link", { name: tenant }).first()).toBeVisible();
    // The workspaces of the others' tests: out again.
    await page.goto("/settings/members");
    await page.getByRole("link", { name: "Remove Other owner" }).click();
    await page.getByRole("button", { name: "Remove" }).click();
    await guest.context().close();
  });
});
