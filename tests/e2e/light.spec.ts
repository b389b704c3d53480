import { gzipSync } from "node:zlib";
import { expect, test } from "./support/test";

const scriptBytesMax = 150 * 1000;

test("no page loads more than 150 kB of script at first, compressed", async ({
  browser,
  baseURL,
  signIn,
  tenantpilot,
}) => {
  test.setTimeout(120_000);
  const { pack } = JSON.parse((await tenantpilot(["generate", "--tenant", "contoso", "--wait", "--json"])).stdout);
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
  const paths = ["/", "/tenants/contoso", "/tenants/contoso/review-packs", `/tenants/contoso/review-packs/${pack.id}`];
  const more = ["generate"].map((name) => `/tenants/contoso/review-packs/${name}`);
  const rest = ["findings", "reports", "operations", "import"].map((name) => `/tenants/contoso/${name}`);
  for (const path of [...paths, ...more, ...rest, "/notifications", "/audit", "/settings", "/fleet"]) {
    // Scripts for browsers without modules are named in the page and loaded by none of today's.
    const html = (await (await context.request.get(path)).text()).replaceAll(/<script[^>]*noModule[^>]*>/gi, "");
    const scripts = new Set([...html.matchAll(/(?:src|href)="([^"]+\.js[^"]*)"/g)].map((match) => match[1] ?? ""));
    let total = 0;
    for (const script of scripts) total += await sizeOf(new URL(script, baseURL).href);
    expect(scripts.size, path).toBeGreaterThan(2);
    if (total > scriptBytesMax) heavy[path] = total;
  }
  expect(heavy).toEqual({});
  await context.close();
});
