import { appendFile, copyFile, readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { findServer } from "@/lib/embedded/postgres";
import { startCopy, startProduct } from "./support/product";
import { expect, test } from "./support/test";

test("after a kill -9 of every process the next start recovers, keeps everything and says so", async () => {
  const first = await startCopy(process.env.E2E_DEMO_DATA ?? "");
  const secrets = await readFile(path.join(first.dataDir, "secrets.json"), "utf8");
  const { supervisor, children } = JSON.parse(await readFile(path.join(first.dataDir, "runtime.json"), "utf8"));
  const database = await findServer({ dir: path.join(first.dataDir, "postgres") });
  for (const pid of [supervisor.pid, children.server.pid, children.runner.pid, database?.pid])
    process.kill(pid, "SIGKILL");

  const second = await startProduct(first.dataDir);
  try {
    expect(second.printed()).toContain(`The last run (process ${supervisor.pid}) was cut off`);
    expect(second.printed()).toContain("PostgreSQL was cut off too, and recovered from its log.");
    expect(await readFile(path.join(first.dataDir, "secrets.json"), "utf8")).toBe(secrets);
    expect(second.demoPassword).toBe(first.demoPassword);
    expect((await fetch(`${second.url}/readyz`)).status).toBe(200);
  } finally {
    await second.stop();
  }
});

test("while the database cannot start, the other processes are waited with, and none of them ends the product", async () => {
  const product = await startCopy(process.env.E2E_DEMO_DATA ?? "");
  const settings = path.join(product.dataDir, "postgres/postgresql.auto.conf");
  try {
    const { children } = JSON.parse(await readFile(path.join(product.dataDir, "runtime.json"), "utf8"));
    const database = await findServer({ dir: path.join(product.dataDir, "postgres") });
    await copyFile(settings, `${settings}.before`);
    await appendFile(settings, "no_such_setting = 1\n");
    for (const pid of [database?.pid, children.server.pid, children.runner.pid]) process.kill(pid, "SIGKILL");
    // Longer than the three tries that a process has.
    await pause(12_000);
    await copyFile(`${settings}.before`, settings);
    await expect(async () => expect((await fetch(`${product.url}/readyz`)).status).toBe(200)).toPass({
      timeout: 90_000,
    });
    for (const said of ["PostgreSQL had ended", "The server was ended by SIGKILL", "The runner was ended by SIGKILL"])
      expect(product.printed()).toContain(said);
    expect(product.printed()).not.toContain("times within a minute");
  } finally {
    await product.stop();
  }
});
