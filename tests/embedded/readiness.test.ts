import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findFreePort } from "@/lib/embedded/ports";
import { checkReadiness } from "@/lib/embedded/readiness";
import { env, setEnvironment } from "@/lib/env";
import { asOwner } from "../support/owner";

const runner = createServer((_request, response) => response.writeHead(404).end());

beforeAll(async () => {
  const port = await findFreePort();
  await new Promise<void>((resolve) => runner.listen(port, "127.0.0.1", resolve));
  setEnvironment({ INNGEST_BASE_URL: `http://127.0.0.1:${port}` });
});

afterAll(() => runner.close());

test("everything that answers is ok", async () => {
  expect(await checkReadiness()).toEqual({
    isReady: true,
    checks: { database: "ok", migrations: "ok", storage: "ok", runner: "ok" },
  });
});

test("a runner that does not answer is named", async () => {
  const { INNGEST_BASE_URL } = env();
  setEnvironment({ INNGEST_BASE_URL: "http://127.0.0.1:1" });
  expect(await checkReadiness()).toMatchObject({
    isReady: false,
    checks: { database: "ok", runner: "does not answer" },
  });
  setEnvironment({ INNGEST_BASE_URL: INNGEST_BASE_URL ?? "" });
});

test("a migration that is missing is named", async () => {
  await asOwner((client) =>
    client.query("UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name LIKE '%_start'"),
  );
  const { checks } = await checkReadiness();
  expect(checks.migrations).toMatch(/^not applied: \d+_start$/);
  await asOwner((client) =>
    client.query("UPDATE _prisma_migrations SET finished_at = now() WHERE finished_at IS NULL"),
  );
});

test("a storage that cannot be written to is named", async () => {
  const { TENANTPILOT_DATA_DIR } = env();
  await writeFile(path.join(TENANTPILOT_DATA_DIR, "file"), "");
  setEnvironment({ TENANTPILOT_DATA_DIR: path.join(TENANTPILOT_DATA_DIR, "file") });
  expect(await checkReadiness()).toMatchObject({ isReady: false, checks: { storage: "cannot be written to" } });
  setEnvironment({ TENANTPILOT_DATA_DIR });
});
