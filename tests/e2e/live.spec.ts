import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Page } from "@playwright/test";
import pg from "pg";
import { importFresh } from "./support/prowler";
import { expect, test } from "./support/test";

// ui.md, Live: what moves by itself, in several tabs, after sleep and after a restart; and what stays quiet.

test.use({ timezoneId: "Asia/Tokyo", locale: "de-DE" });

const bell = (page: Page) => page.getByRole("banner").getByRole("link", { name: /^Notifications/ });
const unreadOf = async (page: Page) =>
  Number(/(\d+) unread/.exec((await bell(page).getAttribute("aria-label")) ?? "")?.[1] ?? 0);

type Tenantpilot = (args: string[]) => Promise<{ stdout: string }>;

/** Tells the manager something, as any of our processes does: with a row. */
async function tell(tenantpilot: Tenantpilot, title: string): Promise<void> {
  const { databaseUrl } = JSON.parse((await tenantpilot(["status", "--json"])).stdout);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    `INSERT INTO notifications (workspace_id, user_id, kind, title, href, dedupe_key)
     SELECT m.workspace_id, u.id, 'operation.completed', $1, '/fleet', $1 FROM users u JOIN memberships m ON m.user_id = u.id
     WHERE u.email = 'manager@demo.example' LIMIT 1`,
    [title],
  );
  await client.end();
}

/** What a page has asked for: its streams, and everything but the pages that links ahead are fetched of. */
function listenTo(page: Page): { streams: string[]; all: string[] } {
  const seen = { streams: [] as string[], all: [] as string[] };
  page.on("request", (request) => {
    if (request.headers()["next-router-prefetch"]) return;
    const { pathname, search } = new URL(request.url());
    seen.all.push(pathname + search);
    if (pathname === "/api/live") seen.streams.push(pathname + search);
  });
  return seen;
}

/** Makes the page believe that it is hidden, or seen again: a browser without a screen never says so itself. */
const show = (page: Page, state: "visible" | "hidden") =>
  page.evaluate((value) => {
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => value });
    document.dispatchEvent(new Event("visibilitychange"));
  }, state);

test("the bell moves on every page and in every tab, over one stream each, and says politely what is new", async ({
  page,
  context,
  signIn,
  tenantpilot,
}) => {
  const second = await context.newPage();
  const [first, other] = [listenTo(page), listenTo(second)];
  await signIn(page, "manager@demo.example");
  await page.goto("/tenants/contoso/findings");
  await second.goto("/settings");
  const before = await unreadOf(page);
  await tell(tenantpilot, "First news");
  for (const tab of [page, second]) {
    await expect.poll(() => unreadOf(tab)).toBe(before + 1);
    await expect(tab.getByRole("banner").locator("[aria-live]")).toHaveText(`First news. ${before + 1} unread.`);
  }
  expect(first.streams.filter((stream) => stream.includes("contoso"))).toEqual(["/api/live?tenant=contoso"]);
  expect(other.streams).toEqual(["/api/live"]);
});

test("opening a notification counts it as read in all tabs, and the list shows what is new by itself", async ({
  page,
  context,
  signIn,
  tenantpilot,
}) => {
  await signIn(page, "manager@demo.example");
  await page.goto("/notifications");
  const second = await context.newPage();
  await second.goto("/");
  await tell(tenantpilot, "Second news");
  const before = await unreadOf(page);
  await page.getByRole("main").getByRole("link", { name: "Second news" }).click();
  await expect(page).toHaveURL(/\/fleet$/);
  await expect.poll(() => unreadOf(second)).toBeLessThanOrEqual(before);
  await second.goto("/notifications?show=unread");
  await expect(second.getByRole("link", { name: "Second news" })).toHaveCount(0);
  await second.getByRole("button", { name: "Mark all as read" }).click();
  await expect.poll(() => unreadOf(page)).toBe(0);
});

test("a hidden tab is quiet; seen again it knows what it missed", async ({ page, signIn, tenantpilot }) => {
  const seen = listenTo(page);
  await signIn(page, "manager@demo.example");
  await page.goto("/tenants/contoso/reports");
  await expect.poll(() => seen.streams.length).toBeGreaterThan(0);
  await show(page, "hidden");
  // What it had asked for before it was hidden may still be on its way.
  await page.waitForTimeout(500);
  seen.all.length = 0;
  const news = `Unseen ${Date.now()}`;
  await tell(tenantpilot, news);
  await page.waitForTimeout(3_000);
  expect(seen.all).toEqual([]);
  await expect(page.getByRole("banner").locator("[aria-live]")).not.toContainText(news);
  await show(page, "visible");
  await expect(page.getByRole("banner").locator("[aria-live]")).toContainText(news);
});

test("after the sleep of the machine a page connects anew", async ({ page, signIn, tenantpilot }) => {
  await page.clock.install();
  await signIn(page, "manager@demo.example");
  await page.goto("/settings");
  const seen = listenTo(page);
  await expect(async () => {
    await page.clock.fastForward("10:00");
    expect(seen.streams.length).toBeGreaterThan(0);
  }).toPass();
  const before = await unreadOf(page);
  await tell(tenantpilot, `After sleep ${Date.now()}`);
  await page.clock.runFor(5_000);
  await expect.poll(() => unreadOf(page)).toBe(before + 1);
});

test("after a restart of the server badge, progress and bell move again, without a reload", async ({
  page,
  signIn,
  tenantpilot,
  dataDir,
  baseURL,
}) => {
  await importFresh(tenantpilot, dataDir);
  await signIn(page, "manager@demo.example");
  await page.goto("/tenants/tailspin/review-packs");
  const { children } = JSON.parse(await readFile(path.join(dataDir, "runtime.json"), "utf8"));
  process.kill(children.server.pid, "SIGKILL");
  await expect(async () => expect((await fetch(`${baseURL}/readyz`)).status).toBe(200)).toPass({ timeout: 60_000 });
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));
  const before = await unreadOf(page);
  const asked = ["generate", "--tenant", "tailspin", "--wait", "--json", "--as", "manager@demo.example"];
  const { pack } = JSON.parse((await tenantpilot(asked)).stdout);
  await expect(
    page
      .getByRole("main")
      .locator("tr", { hasText: `#${pack.id}` })
      .locator("[data-status]"),
  ).toHaveAttribute("data-status", "ready", { timeout: 90_000 });
  await expect.poll(() => unreadOf(page), { timeout: 90_000 }).toBeGreaterThan(before);
  expect(await page.evaluate(() => "isSamePage" in window)).toBe(true);
});

test("times are in the reader's zone and way of writing, in UTC on hover", async ({ page, signIn, tenantpilot }) => {
  const faults: string[] = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && faults.push(message.text()));
  const { pack } = JSON.parse((await tenantpilot(["generate", "--tenant", "contoso", "--wait", "--json"])).stdout);
  await signIn(page, "manager@demo.example");
  await page.goto(`/tenants/contoso/operations/${pack.operationRunId}`);
  const asked = page.getByRole("main").locator("dt:has-text('Asked for') + dd time");
  const at = new Date((await asked.getAttribute("datetime")) ?? "");
  const options = { dateStyle: "medium", timeStyle: "short", timeZone: "Asia/Tokyo" } as const;
  await expect(asked).toHaveText(new Intl.DateTimeFormat("de-DE", options).format(at));
  await expect(asked).toHaveAttribute("title", / UTC$/);
  expect(faults).toEqual([]);
});

test.describe("with scripts off", () => {
  test.use({ javaScriptEnabled: false });

  test("times are in UTC, and say so", async ({ page, signIn }) => {
    await signIn(page, "manager@demo.example");
    await page.goto("/tenants/contoso/operations");
    await page.getByRole("main").locator(".row-link").first().click();
    await expect(page.getByRole("main").locator("dt:has-text('Asked for') + dd time")).toHaveText(/ UTC$/);
  });
});
