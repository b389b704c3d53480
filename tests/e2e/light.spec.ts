import { gzipSync } from "node:zlib";
import { importFresh } from "./support/prowler";
import { expect, test } from "./support/test";
import { chooseFiles, scubaCsv } from "./support/upload";

// ui.md, Light.
const scriptBytesMax = 150 * 1000;

test("no page loads more than 150 kB of script at first, compressed", async ({
  browser,
  baseURL,
  dataDir,
  signIn,
  tenantpilot,
}) => {
  // A pack after another, so that it has changes to show.
  await importFresh(tenantpilot, dataDir);
  const { pack } = JSON.parse((await tenantpilot(["generate", "--tenant", "tailspin", "--wait", "--json"])).stdout);
  const sizes = new Map<string, number>();
  const sizeOf = async (url: string) => {
    const known = sizes.get(url);
    if (known !== undefined) return known;
    const bytes = gzipSync(Buffer.from(await (await fetch(url)).arrayBuffer()), { level: 6 }).length;
    sizes.set(url, bytes);
    return bytes;
  };
  const context = await browser.newContext({ ...(baseURL ? { baseURL } : {}) });
  const page = await context.newPage();
  await signIn(page, "owner@demo.example");
  const heavy: Record<string, number> = {};
  const workspace = [
    "/",
    "/fleet",
    "/notifications",
    "/account",
    "/audit",
    "/search?q=contoso",
    "/verify",
    "/docs/api",
    "/sign-in",
  ];
  const settings = [
    "",
    "/members",
    "/members/add",
    "/tenants",
    "/retention",
    "/branding",
    "/schedules",
    "/api-tokens",
    "/api-tokens/create",
    "/signing-keys",
  ];
  const tenant = ["", "/review-packs", "/findings", "/reports", "/operations", "/import", "/sources"];
  const packs = ["generate", pack.id, `${pack.id}/changes`, `${pack.id}/hold`, `${pack.id}/share`, `${pack.id}/expire`];
  const paths = [
    ...workspace,
    ...settings.map((path) => `/settings${path}`),
    ...tenant.map((path) => `/tenants/contoso${path}`),
    ...packs.map((path) => `/tenants/tailspin/review-packs/${path}`),
    `/tenants/tailspin/operations/${pack.operationRunId}`,
  ];
  await chooseFiles(page, "contoso", [{ name: "controls.csv", text: scubaCsv("1.1") }]);
  const preview = new URL(page.url()).pathname;
  for (const path of [...paths, preview]) {
    // Scripts for browsers without modules are named in the page and loaded by none of today's.
    const html = (await (await context.request.get(path)).text()).replaceAll(/<script[^>]*noModule[^>]*>/gi, "");
    const scripts = new Set(
      [...html.matchAll(/(?:src|href)="([^"]+\.js(?:\?[^"]*)?)"/g)].map((match) => match[1] ?? ""),
    );
    let total = 0;
    for (const script of scripts) total += await sizeOf(new URL(script, baseURL).href);
    expect(scripts.size, path).toBeGreaterThan(2);
    if (total > scriptBytesMax) heavy[path] = total;
  }
  expect(heavy).toEqual({});
  await context.close();
});
