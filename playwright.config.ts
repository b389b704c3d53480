import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

// The headless shell first: the same engine without the windows, which nobody sees here, at half the processor time.
const installed = [
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((file) => existsSync(file));

// The browser tests run against the real product. Each worker has one of its own (tests/e2e/support/test.ts), so that files may run
// side by side. `--trace on` records a failing test step by step; always on it would take a third of the time.
export default defineConfig({
  testDir: "tests/e2e",
  outputDir: "tests/.output/e2e",
  globalSetup: "./tests/e2e/support/global-setup.ts",
  globalTimeout: 29 * 60_000,
  // No claim about speed: a machine that is busy with something else is no fault of the product (tests/bench measures).
  timeout: 180_000,
  expect: { timeout: 30_000 },
  workers: 2,
  // A second try begins with a product of its own. What needs it is named at the end of the line (tests/run.mjs), never silent.
  retries: 1,
  forbidOnly: Boolean(process.env.CI),
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [["list"], ["json"]] : [["list"]],
  use: {
    browserName: "chromium",
    screenshot: "only-on-failure",
    launchOptions: {
      ...(installed && { executablePath: installed }),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
