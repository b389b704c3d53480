import type { Browser, Page } from "@playwright/test";
import type { CommandOutput } from "./support/product";
import { expect, test } from "./support/test";

interface Person {
  email: string;
  password: string;
}

/** Somebody of their own, whose password and sessions no other test needs. */
async function addPerson(tenantpilot: (args: string[]) => Promise<CommandOutput>, name: string): Promise<Person> {
  const email = `${name}@account.example`;
  const added = await tenantpilot(["user", "add", email, "--workspace", "demo", "--role", "readonly", "--json"]);
  expect(added).toMatchObject({ exitCode: 0 });
  return { email, password: JSON.parse(added.stdout).password };
}

async function enter(page: Page, { email, password }: Person): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

async function anotherBrowser(browser: Browser, baseURL: string | undefined, userAgent: string): Promise<Page> {
  return (await browser.newContext({ baseURL: baseURL ?? "", userAgent })).newPage();
}

const firefox = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0";
const sessionCookie = "next-auth.session-token";
const sessions = (page: Page) => page.getByRole("region", { name: "Where you are signed in" });
const openMenu = (page: Page) => page.getByRole("banner").locator("summary").last().click();
const isSignedOut = async (page: Page) => {
  await page.goto("/notifications");
  return new URL(page.url()).pathname === "/sign-in";
};

test("a changed password goes on here, signs out everywhere else, and is the one that signs in", async ({
  page,
  browser,
  baseURL,
  tenantpilot,
}) => {
  const person = await addPerson(tenantpilot, "changer");
  const elsewhere = await anotherBrowser(browser, baseURL, firefox);
  await enter(page, person);
  await enter(elsewhere, person);
  await page.goto("/");
  await openMenu(page);
  await page.getByRole("link", { name: "Your account" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your account");
  await expect(page.getByRole("region", { name: "Where you are a member" })).toContainText("Read-only");

  const change = async (current: string, next: string) => {
    await page.getByLabel("Current password").fill(current);
    await page.getByLabel("New password").fill(next);
    await page.getByRole("button", { name: "Change the password" }).click();
  };
  const alert = page.getByRole("main").getByRole("alert");
  await change("not the password", "several words of my own");
  await expect(alert).toContainText("The current password is not right.");
  await change(person.password, "short");
  await expect(alert).toContainText("A password has 12 to 200 characters.");
  await change(person.password, "Changer-Account-2026");
  await expect(alert).toContainText("This one is easy to guess");
  expect(await isSignedOut(elsewhere)).toBe(false);

  const before = (await page.context().cookies()).find(({ name }) => name === sessionCookie);
  await change(person.password, "several words of my own");
  await expect(page.getByRole("status").getByText("Password changed")).toBeVisible();
  await expect(sessions(page).getByRole("listitem")).toHaveCount(1);
  await expect(sessions(page)).toContainText("You are signed in nowhere else.");
  expect(await isSignedOut(elsewhere)).toBe(true);
  // The token that this browser had opens nothing either.
  if (before) await elsewhere.context().addCookies([before]);
  expect(await isSignedOut(elsewhere)).toBe(true);
  await enter(elsewhere, { ...person, password: "several words of my own" });
  expect(await isSignedOut(page)).toBe(false);
  await elsewhere.context().close();
});

test("a copied cookie opens nothing after its owner signed out", async ({ page, browser, baseURL, tenantpilot }) => {
  const person = await addPerson(tenantpilot, "leaver");
  await enter(page, person);
  const copied = await page.context().cookies();
  const thief = await anotherBrowser(browser, baseURL, firefox);
  await thief.context().addCookies(copied);
  expect(await isSignedOut(thief)).toBe(false);
  await page.goto("/");
  await openMenu(page);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  expect(await isSignedOut(thief)).toBe(true);
  await thief.context().close();
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(`with scripts ${javaScriptEnabled ? "on" : "off"}, on a phone`, () => {
    test.use({ javaScriptEnabled, viewport: { width: 360, height: 740 } });

    test("sessions are listed, ended one by one, and all the others at once", async ({
      page,
      browser,
      baseURL,
      tenantpilot,
    }) => {
      const person = await addPerson(tenantpilot, javaScriptEnabled ? "lister" : "scriptless");
      await enter(page, person);
      const others: Page[] = [];
      for (const userAgent of [firefox, "a program/1.0", "another program/1.0"]) {
        const other = await anotherBrowser(browser, baseURL, userAgent);
        await enter(other, person);
        others.push(other);
      }
      const [fox, program, last] = others as [Page, Page, Page];
      await page.goto("/account");
      const rows = sessions(page).getByRole("listitem");
      await expect(rows).toHaveCount(4);
      await expect(rows.first()).toContainText("This one");
      await expect(rows.first().getByRole("button")).toHaveCount(0);
      await expect(rows.filter({ hasText: "Firefox on Windows" })).toContainText(/signed in .* with the password/);

      await page.getByRole("button", { name: "Sign out in Firefox on Windows" }).click();
      await expect(page.getByRole("status").getByText("Signed out there")).toBeVisible();
      await expect(rows).toHaveCount(3);
      expect(await isSignedOut(fox)).toBe(true);
      expect(await isSignedOut(program)).toBe(false);

      await page.getByRole("button", { name: "Sign out everywhere else" }).click();
      await expect(page.getByRole("status").getByText("Signed out everywhere else")).toBeVisible();
      await expect(rows).toHaveCount(1);
      for (const other of [program, last]) expect(await isSignedOut(other)).toBe(true);
      expect(await isSignedOut(page)).toBe(false);
      for (const other of others) await other.context().close();
    });

    test("a password is changed, and a wrong one said so", async ({ page, tenantpilot }) => {
      const person = await addPerson(tenantpilot, javaScriptEnabled ? "phone" : "plain");
      await enter(page, person);
      await page.goto("/account");
      for (const current of ["not the password", person.password]) {
        await page.getByLabel("Current password").fill(current);
        await page.getByLabel("New password").fill("several words of my own");
        await page.getByRole("button", { name: "Change the password" }).click();
        const said = current === person.password ? "Password changed" : "The current password is not right.";
        await expect(page.getByText(said)).toBeVisible();
      }
      expect(await isSignedOut(page)).toBe(false);
    });
  });
}

test("a session that somebody else ended meanwhile says so when its button is pressed", async ({
  page,
  browser,
  baseURL,
  tenantpilot,
}) => {
  const person = await addPerson(tenantpilot, "meanwhile");
  const other = await anotherBrowser(browser, baseURL, firefox);
  await enter(page, person);
  await enter(other, person);
  await page.goto("/account");
  await other.goto("/");
  await openMenu(other);
  await other.getByRole("button", { name: "Sign out" }).click();
  await expect(other).toHaveURL(/\/sign-in$/);
  await page.getByRole("button", { name: "Sign out in Firefox on Windows" }).click();
  await expect(sessions(page).getByRole("alert")).toContainText("The session was not found.");
  await other.context().close();
});
