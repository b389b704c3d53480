import { mkdir } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { type Browser, chromium } from "@playwright/test";
import { type Product, runTenantpilot, startProduct } from "./e2e/support/product";
import { prepareStage, type Stage, signIn } from "./look/prepare";
import { type Reader, type Scene, scenes } from "./look/scenes";

// npm run look: a picture of every page, in both themes and several widths, from the demo data.
//   -- overview audit        only these scenes (a name or its beginning)
//   -- --width 360,1280 --theme dark; -- --print as on paper
//   -- --at <data folder>    of the product that runs there already, instead of one of its own
//   -- --docs                the few pictures that the README shows, to docs/screenshots

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    at: { type: "string" },
    docs: { type: "boolean", default: false },
    theme: { type: "string", default: "light,dark" },
    width: { type: "string", default: "360,768,1280" },
    print: { type: "boolean", default: false },
  },
});
// A pack that is photographed while it is made has nobody who works on it: its lease has to last as long as the pictures take.
const longLease = { TENANTPILOT_LEASE_SECONDS: "86400" };
const forDocs = ["overview", "review-packs", "review-pack", "generate"];
const root = path.resolve(import.meta.dirname, "..");
const folder = path.join(root, values.docs ? "docs/screenshots" : "tests/.output/look");
const themes = values.docs ? ["light"] : values.theme.split(",");
const widths = values.docs ? [1280] : values.width.split(",").map(Number);
const wanted = Object.entries(scenes).filter(([name]) =>
  values.docs ? forDocs.includes(name) : positionals.length === 0 || positionals.some((word) => name.startsWith(word)),
);

await mkdir(folder, { recursive: true });
const product = values.at ? await productAt(values.at) : await startProduct(undefined, longLease);
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
try {
  const stage = await prepareStage(product, await browser.newPage({ baseURL: product.url }));
  for (const theme of themes) for (const width of widths) await lookThrough(browser, stage, theme, width);
} finally {
  await browser.close();
  await product.stop();
}
console.log(`The pictures are in ${path.relative(root, folder)}.`);

async function productAt(dataDir: string): Promise<Product> {
  const { url, demo } = JSON.parse((await runTenantpilot(dataDir, ["status", "--json"])).stdout);
  return { url, dataDir, demoPassword: demo.password, printed: () => "", stop: async () => {} };
}

async function lookThrough(browser: Browser, stage: Stage, theme: string, width: number): Promise<void> {
  for (const reader of new Set(wanted.map(([, scene]) => scene.reader ?? "owner"))) {
    const context = await browser.newContext({
      baseURL: product.url,
      colorScheme: theme === "dark" ? "dark" : "light",
      viewport: { width, height: 860 },
    });
    const page = await context.newPage();
    if (reader !== "nobody") await signIn(page, stage.readers[reader as Exclude<Reader, "nobody">]);
    if (values.print) await page.emulateMedia({ media: "print" });
    for (const [name, scene] of wanted) {
      if ((scene.reader ?? "owner") !== reader || !fits(scene, width)) continue;
      await page.goto(scene.path.replace(/[A-Z]{4,}/g, (place) => stage.places[place] ?? place));
      await page.waitForTimeout(200);
      await scene
        .act?.(page, stage.packFile)
        .catch((error) => console.error(`${name}: ${error.message.split("\n")[0]}`));
      const isWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (isWide > 0) console.error(`${name} at ${width}: ${isWide} px wider than the window`);
      const file = values.docs ? `${name}.png` : `${name}-${theme}-${width}${values.print ? "-print" : ""}.png`;
      await page.screenshot({ path: path.join(folder, file), fullPage: !values.docs });
    }
    await context.close();
  }
}

function fits({ widthMin = 0, widthMax = Number.POSITIVE_INFINITY }: Scene, width: number): boolean {
  return width >= widthMin && width <= widthMax;
}
