import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { migrateDatabase, withPlainClient } from "@/lib/embedded/database";
import { asOwner } from "../support/owner";

// A PostgreSQL of somebody's own: an owner who is no superuser, and a role that owns nothing.
const name = `own_${randomBytes(6).toString("hex")}`;
const [owner, role] = [`${name}_owner`, `${name}_role`];
const urlOf = (user: string) => {
  const url = new URL(inject("clusterUrl"));
  return Object.assign(url, { username: user, password: "only-for-this-test", pathname: name }).href;
};

/** Rows that a role sees of a table when its transaction says this. */
async function seen(user: string, table: string, settings: Record<string, string>): Promise<number> {
  return withPlainClient(urlOf(user), async (client) => {
    await client.query("RESET ALL; SET app.scope = ''");
    for (const [setting, value] of Object.entries(settings))
      await client.query("SELECT set_config($1, $2, false)", [setting, value]);
    return (await client.query(`SELECT FROM ${table}`)).rowCount ?? 0;
  });
}

beforeAll(async () => {
  await asOwner(async (client) => {
    for (const user of [owner, role]) await client.query(`CREATE ROLE ${user} LOGIN PASSWORD 'only-for-this-test'`);
    await client.query(`CREATE DATABASE ${name} OWNER ${owner}`);
  });
});

afterAll(async () => {
  await asOwner(async (client) => {
    await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
    for (const user of [owner, role]) await client.query(`DROP ROLE ${user}`);
  });
});

test("the product as the owner is held by the walls, and finds texts all the same", async () => {
  await migrateDatabase({ DATABASE_URL: urlOf(owner) }, ".");
  await withPlainClient(urlOf(owner), (client) =>
    client.query(`INSERT INTO workspaces (slug, name) VALUES ('one', 'One'), ('two', 'Two');
      INSERT INTO tenants (workspace_id, slug, name) SELECT id, slug, name FROM workspaces;
      INSERT INTO findings (workspace_id, tenant_id, fingerprint, source, check_id, title, severity, status, first_seen_at, last_seen_at)
      SELECT workspace_id, id, 'f', 'tool', 'check', 'Rare words', 'high', 'open', now(), now() FROM tenants`),
  );
  expect(await seen(owner, "findings", {})).toBe(0);
  expect(await seen(owner, "findings", { "app.workspace_id": "1" })).toBe(1);
  expect(
    await seen(owner, "findings_carrying(ARRAY[1, 2], '%rare%', 'rare%', NULL)", { "app.workspace_id": "1" }),
  ).toBe(1);
});

test("a role that owns nothing is let in by the next start, and held", async () => {
  const addresses = { DATABASE_URL: urlOf(role), DATABASE_OWNER_URL: urlOf(owner) };
  await expect(seen(role, "findings", {})).rejects.toThrow("permission denied");
  for (let start = 1; start <= 2; start++) expect(await migrateDatabase(addresses, ".")).toEqual([]);
  expect(await seen(role, "findings", {})).toBe(0);
  expect(await seen(role, "findings", { "app.workspace_id": "2" })).toBe(1);
  expect(await seen(role, "findings", { "app.scope": "system" })).toBe(2);
  expect(await seen(role, "findings_carrying(ARRAY[1, 2], '%rare%', 'rare%', NULL)", { "app.workspace_id": "1" })).toBe(
    1,
  );
  expect(await seen(role, "findings_carrying(ARRAY[1, 2], '%rare%', 'rare%', NULL)", {})).toBe(0);
  expect(await seen(owner, "findings", {})).toBe(2);
  await expect(seen(role, "durable.runs", {})).rejects.toThrow("permission denied");
});

test("an owner for whom the product works again is held again", async () => {
  await migrateDatabase({ DATABASE_URL: urlOf(owner) }, ".");
  expect(await seen(owner, "findings", {})).toBe(0);
});
