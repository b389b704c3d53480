import { readFileSync } from "node:fs";
import type { Locator, Page } from "@playwright/test";
import axeCore from "axe-core";
import { managerPages, otherPages, pages, visitedElsewhere } from "./support/pages-of-build";
import { importFresh, prowlerFile } from "./support/prowler";
import { expect, test } from "./support/test";
import { chooseFiles, importButton, scubaCsv } from "./support/upload";

/** The pages of the build that none of these paths is. */
function unvisited(paths: string[]): string[] {
  const build: Record<string, string> = JSON.parse(readFileSync(".next/app-path-routes-manifest.json", "utf8"));
  const walked = [...paths.map((path) => path.replace(/\?.*/, "")), "/sign-in"];
  return Object.entries(build)
    .filter(([file, route]) => file.endsWith("/page") && !route.startsWith("/_") && !visitedElsewhere.includes(route))
    .map(([, route]) => route)
    .filter((route) => !walked.some((path) => new RegExp(`^${route.replaceAll(/\[\w+\]/g, "[^/]+")}$`).test(path)));
}

/** An upload to look at, and an import: Contoso has some from its demo data. The same files again are the same upload. */
async function importPlaces(page: Page): Promise<Record<string, string>> {
  await chooseFiles(page, "contoso", [
    { name: "scan.ocsf.json", text: prowlerFile(3, new Date("2026-01-05T08:00:00Z")) },
    { name: "controls.csv", text: scubaCsv("1.1") },
    { name: "broken.json", text: "[{" },
    { name: "unknown.json", text: '{"value":[{"name":"something"}]}' },
  ]);
  await expect(importButton(page)).toBeVisible();
  const preview = page.url().split("/").at(-1) ?? "";
  await page.goto("/tenants/contoso/import");
  const link = page.getByRole("region", { name: "Imports" }).getByRole("link").first();
  return { PREVIEW: preview, IMPORT: await lastPart(link) };
}

async function otherPlaces(page: Page): Promise<Record<string, string>> {
  await page.goto("/tenants/contoso/findings");
  const finding = await lastPart(page.locator('main a[href*="/findings/"]').first());
  await page.goto("/settings/members");
  const member = await lastPart(page.getByRole("link", { name: /^Remove Demo readonly/i }));
  return { FINDING: finding, MEMBER: new URLSearchParams(member.replace(/^.*\?/, "")).get("user") ?? "" };
}

const lastPart = async (link: Locator) => (await link.getAttribute("href"))?.split("/").at(-1) ?? "";

const placed = (path: string, places: Record<string, string>) =>
  path.replace(/[A-Z]{3,}/g, (name) => places[name] ?? name);

/** What a page must not do: speak in the console, fail a request, shift its layout, have no title, or keep somebody out. */
async function lookAt(page: Page, path: string, heading: RegExp, rules: Rules): Promise<string[]> {
  const faults: string[] = [];
  const onConsole = (message: { type(): string; text(): string }) =>
    ["error", "warning"].includes(message.type()) && faults.push(`console: ${message.text()}`);
  const onResponse = (response: { status(): number; url(): string }) =>
    response.status() >= 400 && faults.push(`${response.status()} ${response.url()}`);
  page.on("console", onConsole).on("response", onResponse);
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 }).first()).toHaveText(heading);
  const shift = await page.evaluate(
    () =>
      new Promise<{ sum: number; moved: string[] }>((resolve) => {
        let sum = 0;
        const moved: string[] = [];
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as unknown as { value: number; sources: { node: Node | null }[] }[]) {
            sum += entry.value;
            for (const { node } of entry.sources) moved.push(`${node?.nodeName} "${node?.textContent?.slice(0, 30)}"`);
          }
        }).observe({ type: "layout-shift", buffered: true });
        setTimeout(() => resolve({ sum, moved }), 150);
      }),
  );
  if (shift.sum > 0.01) faults.push(`layout shift ${shift.sum} of ${shift.moved.join(", ")}`);
  const isWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth + 1);
  if (isWide) faults.push("wider than the window");
  const scrolled = await page.evaluate(() => window.scrollY);
  if (scrolled > 0) faults.push(`begins ${scrolled} px below its top`);
  faults.push(...(await spillsOf(page)));
  let violations = await violationsOf(page, rules);
  // A page that is live replaces its title while it redraws; what counts is the page at rest.
  if (violations.some((line) => line.startsWith("axe document-title"))) violations = await violationsOf(page, rules);
  page.off("console", onConsole).off("response", onResponse);
  return [...faults, ...violations];
}

/** What runs out of its frame, a tab that says where one is but is out of sight, and what moves for who asked for stillness. */
function spillsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wordsOf = (element: Element) => element.textContent?.trim().slice(0, 40);
    const frames = [...document.querySelectorAll("main .border")].filter(
      (frame) => getComputedStyle(frame).overflowX === "visible" && frame.scrollWidth > frame.clientWidth + 1,
    );
    const tables = [...document.querySelectorAll("main section[tabindex]")].filter(
      (table) => table.scrollWidth > table.clientWidth + 1,
    );
    const tabs = [...document.querySelectorAll("main nav [aria-current]")].filter((tab) => {
      const { left, right } = tab.getBoundingClientRect();
      return left < 0 || right > window.innerWidth;
    });
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const moving = document
      .getAnimations()
      .filter(
        (animation) =>
          isStill && animation.playState === "running" && Number(animation.effect?.getTiming().duration) > 1,
      );
    return [
      ...frames.map((frame) => `runs out of its frame: ${wordsOf(frame)}`),
      ...tables.map((table) => `has to be scrolled sideways: ${table.getAttribute("aria-label")}`),
      ...tabs.map((tab) => `out of sight: ${wordsOf(tab)}`),
      ...(moving.length > 0 ? [`${moving.length} moving`] : []),
    ];
  });
}

/** Which of axe's rules are asked: a theme changes colours and nothing else, a role's pages are the owner's with less on them. */
type Rules = "all" | "colours" | "none";

async function violationsOf(page: Page, rules: Rules): Promise<string[]> {
  await expect(page).toHaveTitle(/TenantPilot$/);
  if (rules === "none") return [];
  await page.evaluate(axeCore.source);
  return page.evaluate(
    async (runOnly) => {
      const { axe } = window as unknown as {
        axe: { run(options: object): Promise<{ violations: { id: string; nodes: { target: unknown }[] }[] }> };
      };
      const { violations } = await axe.run(runOnly ? { runOnly } : {});
      return violations.map(({ id, nodes }) => `axe ${id}: ${JSON.stringify(nodes[0]?.target)}`);
    },
    rules === "colours" && { type: "rule", values: ["color-contrast", "link-in-text-block"] },
  );
}

for (const [theme, width] of [
  ["light", 1280],
  ["dark", 768],
  ["light", 360],
  ["dark", 360],
] as const) {
  test.describe(`${theme}, ${width} wide`, () => {
    test.use({
      colorScheme: theme,
      viewport: { width, height: 800 },
      // Once is enough: at this width the most has to be folded away.
      contextOptions: { reducedMotion: theme === "dark" && width === 360 ? "reduce" : "no-preference" },
    });

    test("no page has a fault that axe, the console or the network tells of", async ({ page, signIn, tenantpilot }) => {
      const { pack } = JSON.parse((await tenantpilot(["generate", "--tenant", "contoso", "--wait", "--json"])).stdout);
      const signInFaults = await lookAt(page, "/sign-in", /Sign in/, "all");
      expect(signInFaults).toEqual([]);
      await signIn(page, "owner@demo.example");
      const places = { PACK: pack.id, ...(await importPlaces(page)) };
      const found: Record<string, string[]> = {};
      for (const [path, heading] of [...pages, ...managerPages]) {
        const faults = await lookAt(page, placed(path, places), heading, theme === "dark" ? "colours" : "all");
        if (faults.length > 0) found[path] = faults;
      }
      expect(found).toEqual({});
    });
  });
}

// Where the rail begins to stand beside the page there is least room for it.
test.describe("1024 wide", () => {
  test.use({ viewport: { width: 1024, height: 800 } });

  test("the other pages have no fault either, and no page of the build is left out", async ({
    page,
    signIn,
    tenantpilot,
    dataDir,
  }) => {
    expect(unvisited([...pages, ...managerPages, ...otherPages].map(([path]) => path))).toEqual([]);
    // A pack after another, so that there are changes to show.
    await importFresh(tenantpilot, dataDir);
    const later = JSON.parse((await tenantpilot(["generate", "--tenant", "tailspin", "--wait", "--json"])).stdout);
    const { pack } = JSON.parse((await tenantpilot(["generate", "--tenant", "contoso", "--wait", "--json"])).stdout);
    const made = ["token", "create", "--workspace", "demo", "--as", "owner@demo.example", "--name", "scanner"];
    const { apiToken } = JSON.parse((await tenantpilot([...made, "--can", "import.manage", "--json"])).stdout);
    const shared = ["share", pack.id, "--for", "Yearly review", "--as", "owner@demo.example", "--json"];
    const link = JSON.parse((await tenantpilot(shared)).stdout);
    const guest = "user invite guest@pages.example --workspace demo --role readonly --json".split(" ");
    const { url, invitation } = JSON.parse((await tenantpilot(guest)).stdout);
    await signIn(page, "owner@demo.example");
    const handedOut = {
      INVITED: invitation.id,
      INVITATION: url.split("/").at(-1),
      TOKEN: apiToken.id,
      LINK: link.id,
      SHARED: link.url.split("/").at(-1),
    };
    const own = { PACK: pack.id, LATER: later.pack.id, RUN: pack.operationRunId, ...handedOut };
    const places = { ...own, ...(await otherPlaces(page)) };
    const found: Record<string, string[]> = {};
    for (const [path, heading] of otherPages) {
      const faults = await lookAt(page, placed(path, places), heading, "all");
      if (faults.length > 0) found[path] = faults;
    }
    expect(found).toEqual({});
  });
});

for (const role of ["manager", "operator", "readonly"]) {
  test(`every page that a ${role} may see is without a fault, and the others say 403`, async ({
    page,
    signIn,
    tenantpilot,
  }) => {
    const { pack } = JSON.parse((await tenantpilot(["generate", "--tenant", "contoso", "--wait", "--json"])).stdout);
    await signIn(page, "owner@demo.example");
    const places = { PACK: pack.id, ...(await importPlaces(page)) };
    await page.context().clearCookies();
    await signIn(page, `${role}@demo.example`);
    const found: Record<string, string[]> = {};
    for (const [path, heading] of pages) {
      const faults = await lookAt(page, placed(path, places), heading, "none");
      if (faults.length > 0) found[path] = faults;
    }
    expect(found).toEqual({});
    if (role === "manager") return;
    for (const path of ["/tenants/contoso/review-packs/generate", "/audit"]) {
      expect((await page.goto(path))?.status(), path).toBe(403);
    }
  });
}

test("on paper a pack's page is its contents: no navigation, no buttons, nothing wider than the sheet", async ({
  page,
  signIn,
  tenantpilot,
}) => {
  const { pack } = JSON.parse((await tenantpilot(["generate", "--tenant", "contoso", "--wait", "--json"])).stdout);
  await signIn(page, "owner@demo.example");
  await page.goto(`/tenants/contoso/review-packs/${pack.id}`);
  await page.setViewportSize({ width: 720, height: 1000 });
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  for (const shown of ["What is in it", "Coverage", "Identity"]) {
    await expect(page.getByRole("heading", { name: shown })).toBeVisible();
  }
  for (const kept of [page.getByRole("banner"), page.getByRole("button", { name: "Download" }).first()]) {
    await expect(kept).toBeHidden();
  }
  const { ground, width } = await page.evaluate(() => ({
    ground: getComputedStyle(document.querySelector("main section.border") as Element).backgroundColor,
    width: document.documentElement.scrollWidth,
  }));
  expect(ground).toMatch(/^(rgb\(255, 255, 255\)|oklch\(1 0 0\)|lab\(100 0 0\))$/);
  expect(width).toBeLessThanOrEqual(720);
});
