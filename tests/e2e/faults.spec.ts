import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "./support/test";

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, "../..");

/** Takes the database away for as long as `work` takes: the supervisor, which would start it again, is held. */
async function withoutDatabase(dataDir: string, work: () => Promise<void>): Promise<void> {
  const { supervisor } = JSON.parse(await readFile(path.join(dataDir, "runtime.json"), "utf8"));
  const { stopCluster } = await import("@/lib/embedded/postgres");
  process.kill(supervisor.pid, "SIGSTOP");
  try {
    await stopCluster({ dir: path.join(dataDir, "postgres"), port: 0, password: "" }, "immediate");
    await work();
  } finally {
    process.kill(supervisor.pid, "SIGCONT");
  }
}

test("while the database is gone every page says so in words, and all is well by itself when it is back", async ({
  page,
  signIn,
  dataDir,
  baseURL,
}) => {
  const inWords = /database|something went wrong/i;
  const insides = /ECONNREFUSED|57P0|prisma|PrismaClient|node_modules| at .*\.js:\d+|postgresql:/i;
  await signIn(page, "manager@demo.example");
  await withoutDatabase(dataDir, async () => {
    const readiness = await fetch(`${baseURL}/readyz`);
    expect(readiness.status).toBe(503);
    expect(await readiness.json()).toMatchObject({ status: "not ready", checks: { storage: "ok" } });
    expect((await fetch(`${baseURL}/healthz`)).status).toBe(200);
    for (const address of ["/", "/tenants/contoso", "/tenants/contoso/review-packs", "/notifications", "/search?q=x"]) {
      const response = await page.goto(address);
      expect(response?.status(), address).toBeGreaterThanOrEqual(500);
      await expect(page.locator("body"), address).toContainText(inWords);
      await expect(page.locator("body"), address).toContainText(/try|again/i);
      expect(await page.content(), address).not.toMatch(insides);
    }
    // The last of them asks again by itself, which would come between.
    await page.goto("about:blank");
    const link = await fetch(`${baseURL}/d/AAAAAAAAAAAAAAAAAAAAAA?e=1&s=x`);
    expect(await link.text()).not.toMatch(insides);
  });
  await expect(async () => expect((await fetch(`${baseURL}/readyz`)).status).toBe(200)).toPass({ timeout: 90_000 });
  await page.goto("/tenants/contoso/review-packs");
  await expect(page.getByRole("heading", { level: 1 })).toContainText(/review packs/i);
});

test("a few rounds of faults lose, double and corrupt nothing (npm run faults runs as many as wanted)", async () => {
  test.setTimeout(480_000);
  const args = ["--import", "tsx", "tests/faults/run.ts", "--seed", "11", "--rounds", "3"];
  const { stdout } = await run(process.execPath, args, { cwd: root, timeout: 450_000 }).catch((error) => {
    throw new Error(`${error.stdout}\n${error.stderr}`);
  });
  expect(stdout).toMatch(/\| \*\*all\*\* \| 3 \| \d+ \| \d+ \| \d+ \| 0 \| 0 \| 0 \|/);
});
