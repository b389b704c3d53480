import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, inject } from "vitest";
import { closeDatabase } from "@/lib/db";
import { setEnvironment } from "@/lib/env";

// Loaded before each integration test file: a database of its own, cloned from the template, and a data folder of its own.
const name = `test_${randomBytes(6).toString("hex")}`;
const adminUrl = inject("clusterUrl");
const dataDir = await mkdtemp(path.join(tmpdir(), "tenantpilot-data-"));

await onCluster(`CREATE DATABASE ${name} TEMPLATE template_tenantpilot`);

setEnvironment({
  NODE_ENV: "test",
  LOG_LEVEL: process.env.TESTS_LOG_LEVEL ?? "silent",
  DATABASE_URL: inject("appUrl").replace(/\/postgres$/, `/${name}`),
  DATABASE_OWNER_URL: adminUrl.replace(/\/postgres$/, `/${name}`),
  TENANTPILOT_DATA_DIR: dataDir,
  AUTH_SECRET: "a secret for the tests only, long enough",
  TENANTPILOT_DOWNLOAD_LINK_KEYS: `k1:${"A".repeat(43)}`,
  TENANTPILOT_SIGNING_KEYS: `s1:${"A".repeat(43)}`,
  TENANTPILOT_ENCRYPTION_KEYS: `e1:${"A".repeat(43)}`,
  INNGEST_EVENT_KEY: "test-event-key",
  INNGEST_SIGNING_KEY: "signkey-test-0123456789abcdef",
});

afterAll(async () => {
  await closeDatabase();
  await onCluster(`DROP DATABASE ${name} WITH (FORCE)`);
  await rm(dataDir, { recursive: true, force: true });
});

async function onCluster(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
