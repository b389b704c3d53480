import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { migrate } from "@/lib/embedded/migrate";

const adminUrl = inject("clusterUrl");
let folder: string;
let name: string;
let databaseUrl: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tenantpilot-migrations-"));
  name = `migrate_${randomBytes(6).toString("hex")}`;
  databaseUrl = adminUrl.replace(/\/postgres$/, `/${name}`);
  await query(adminUrl, `CREATE DATABASE ${name}`);
});

afterEach(async () => {
  await query(adminUrl, `DROP DATABASE ${name} WITH (FORCE)`);
  await rm(folder, { recursive: true, force: true });
});

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function writeMigration(migration: string, sql: string): Promise<void> {
  await mkdir(path.join(folder, migration), { recursive: true });
  await writeFile(path.join(folder, migration, "migration.sql"), sql);
}

test("each migration is applied once, in the order of their names", async () => {
  await writeMigration("2_fill", "INSERT INTO things VALUES (1)");
  await writeMigration("1_make", "CREATE TABLE things (id int)");
  expect(await migrate(databaseUrl, folder)).toEqual(["1_make", "2_fill"]);
  expect(await migrate(databaseUrl, folder)).toEqual([]);
  expect(await query(databaseUrl, "SELECT id FROM things")).toEqual([{ id: 1 }]);
});

test("two that migrate at once apply each migration once", async () => {
  await writeMigration("1_make", "CREATE TABLE things (id int); SELECT pg_sleep(0.2)");
  const applied = await Promise.all([migrate(databaseUrl, folder), migrate(databaseUrl, folder)]);
  expect(applied.flat()).toEqual(["1_make"]);
});

test("a migration that was changed after it had been applied is refused, by name", async () => {
  await writeMigration("1_make", "CREATE TABLE things (id int)");
  await migrate(databaseUrl, folder);
  await writeMigration("1_make", "CREATE TABLE things (id bigint)");
  await expect(migrate(databaseUrl, folder)).rejects.toThrow(
    "The migration 1_make was changed after it had been applied.",
  );
});

test("a migration that fails leaves nothing of itself, and the ones before it stay", async () => {
  await writeMigration("1_make", "CREATE TABLE things (id int)");
  await writeMigration("2_break", "CREATE TABLE more (id int); SELECT 1 / 0");
  await expect(migrate(databaseUrl, folder)).rejects.toThrow("The migration 2_break failed: division by zero");
  expect(await query(databaseUrl, "SELECT to_regclass('things') AS things, to_regclass('more') AS more")).toEqual([
    { things: "things", more: null },
  ]);
  await writeMigration("2_break", "CREATE TABLE more (id int)");
  expect(await migrate(databaseUrl, folder)).toEqual(["2_break"]);
});
