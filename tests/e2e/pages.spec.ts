import type { Page } from "@playwright/test";
import axeCore from "axe-core";
import { expect, test } from "./support/test";

/** Every page there is for a member, with what its heading says. Contoso has packs by now or gets one first. */
const pages: [path: string, heading: RegExp][] = [
  ["/", /Tenants/],
  ["/fleet", /./],
  ["/tenants/contoso", /Overview|Contoso/],
  ["/tenants/contoso/review-packs", /Review packs/],
  ["/tenants/contoso/review-packs/PACK", /Review pack #/],
  ["/tenants/contoso/findings", /Findings/],
  ["/tenants/contoso/reports", /Reports/],
  ["/tenants/contoso/reports/entra_admin_roles", /./],
  ["/tenants/contoso/operations", /Operations/],
  ["/tenants/contoso/import", /Import/],
  ["/tenants/tailspin/findings", /Findings/],
  ["/notifications", /Notifications/],
  ["/search?q=contoso", /Search/],
];
const managerPages: [string, RegExp][] = [
  ["/tenants/contoso/review-packs/generate", /Generate review pack/],
  ["/tenants/contoso/review-packs/PACK/expire", /Expire/],
  ["/tenants/contoso/review-packs/PACK/delete", /Delete/],
  ["/audit", /Audit/],
  ["/settings", /./],
];

/** What a page must not do: speak in the console, fail a request, shift its layout, have no title, or keep somebody out. */
async function lookAt(page: Page, path: string, heading: RegExp): Promise<string[]> {
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
      new Promise<number>((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) sum += (entry as unknown as { value: number }).value;
        }).observe({ type: "layout-shift", buffered: true });
        setTimeout(() => resolve(sum), 150);
      }),
  );
  if (shift > 0.01) faults.push(`layout shift ${shift}`);
  const isWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth + 1);
  if (isWide) faults.push("wider than the window");
  let violations = await violationsOf(page);
  // A page that is live replaces its title while it redraws; what counts is the page at rest.
  if (violations.some((line) => line.startsWith("axe document-title"))) violations = await violationsOf(page);
  page.off("console", onConsole).off("response", onResponse);
  return [...faults, ...violations];
}

async function violationsOf(page: Page): Promise<string[]> {
  await expect(page).toHaveTitle(/TenantPilot$/);
  await page.evaluate(axeCore.source);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { target: unknown }[] }[] }> };
    };
    return (await axe.run()).violations.map(({ id, nodes }) => `axe ${id}: ${JSON.stringify(nodes[0]?.target)}`);
  });
}

for (const [theme, width] of [
  ["light", 1280],
  ["dark", 1280],
  ["light", 360],
  ["dark", 360],
] as const) {
  test.describe(`${theme}, ${width} wide`, () => {
    test.use({ colorScheme: theme, viewport: { width, height: 800 } });

    test("no page has a fault that axe, the console or the network tells of", async ({ page, signIn, tenantpilot }) => {
      test.setTimeout(180_000);
      const { pack } = JSON.parse((await tenantpilot(["generate", "--tenant", "contoso", "--wait", "--json"])).stdout);
      const signInFaults = await lookAt(page, "/sign-in", /Sign in/);
      expect(signInFaults).toEqual([]);
      await signIn(page, "owner@demo.example");
      const found: Record<string, string[]> = {};
      for (const [path, heading] of [...pages, ...managerPages]) {
        const faults = await lookAt(page, path.replace("PACK", pack.id), heading);
        if (faults.length > 0) found[path] = faults;
      }
      expect(found).toEqual({});
    });
  });
}

for (const role of ["manager", "operator", "readonly"]) {
  test(`every page that a ${role} may see is without a fault, and the others say 403`, async ({
    page,
    signIn,
    tenantpilot,
  }) => {
    test.setTimeout(120_000);
    const { pack } = JSON.parse((await tenantpilot(["generate", "--tenant", "contoso", "--wait", "--json"])).stdout);
    await signIn(page, `${role}@demo.example`);
    const found: Record<string, string[]> = {};
    for (const [path, heading] of pages) {
      const faults = await lookAt(page, path.replace("PACK", pack.id), heading);
      if (faults.length > 0) found[path] = faults;
    }
    expect(found).toEqual({});
    if (role === "manager") return;
    for (const path of ["/tenants/contoso/review-packs/generate", "/audit"]) {
      expect((await page.goto(path))?.status(), path).toBe(403);
    }
  });
}
