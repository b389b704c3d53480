import { readFile } from "node:fs/promises";
import path from "node:path";
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
