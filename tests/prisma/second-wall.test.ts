import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { inSystem } from "@/lib/db";
import { env } from "@/lib/env";
import { asOwner } from "../support/owner";
import { buildWalledPlace } from "../support/walled-place";

// What belongs to no workspace, each with its reason. Every other table stands behind the wall.
const ofNoWorkspace = {
  users: "a person may be a member of several workspaces",
  user_sessions: "a person's, as users",
  signing_keys: "they are the installation's, and public",
  rate_limits: "counts by person, address or key",
  outbox_events: "ids only, read by the relay of the whole installation",
  orphaned_files: "names of files whose workspace may be gone, of random letters",
  _prisma_migrations: "which migrations were applied",
};

interface Walled {
  name: string;
  columns: string[];
}

let client: pg.Client;
let tables: Walled[];
let other: bigint;
/** What is in each table. */
const rows = new Map<string, object[]>();

beforeAll(async () => {
  other = (await buildWalledPlace("another")).workspaceId;
  await buildWalledPlace("walled");
  client = new pg.Client({ connectionString: env().DATABASE_URL });
  await client.connect();
  tables = await asOwner(async (owner) => {
    const { rows: found } = await owner.query<Walled>(
      `SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attgenerated = '') AS columns
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') GROUP BY c.relname ORDER BY c.relname`,
    );
    const walled = found.filter(({ name }) => !(name in ofNoWorkspace));
    for (const table of walled) rows.set(table.name, (await owner.query(copiesOf(table))).rows[0]?.rows ?? []);
    return walled;
  });
});

afterAll(() => client.end());

/** What a statement did as the product's role: how many rows, or the code of the refusal. Nothing of it stays. */
async function attempt(workspaceId: bigint | null, sql: string, values: unknown[] = []): Promise<number | string> {
  await client.query("BEGIN");
  try {
    if (workspaceId !== null)
      await client.query("SELECT set_config('app.workspace_id', $1, true)", [String(workspaceId)]);
    return (await client.query(sql, values)).rowCount ?? 0;
  } catch (error) {
    return (error as { code: string }).code;
  } finally {
    await client.query("ROLLBACK");
  }
}

test("each table that belongs to a workspace is behind the wall, forced, also one that is added tomorrow", async () => {
  const { rows } = await asOwner((owner) =>
    owner.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
       AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid
         AND p.polname = 'wall' AND p.polcmd = '*' AND p.polqual IS NOT NULL AND p.polwithcheck IS NOT NULL))`,
    ),
  );
  expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(ofNoWorkspace).sort());
});

test("no policy but the wall lets rows through", async () => {
  const { rows } = await asOwner((owner) =>
    owner.query("SELECT policyname FROM pg_policies WHERE policyname <> 'wall'"),
  );
  expect(rows).toEqual([]);
});

test("the product's role owns nothing, may not pass the wall and may not take it down", async () => {
  const { rows } = await client.query(
    `SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb AS "isMighty",
       (SELECT count(*)::int FROM pg_class WHERE relowner = r.oid) AS owned FROM pg_roles r WHERE rolname = current_user`,
  );
  expect(rows).toEqual([{ isMighty: false, owned: 0 }]);
  for (const sql of [
    "ALTER TABLE findings NO FORCE ROW LEVEL SECURITY",
    "ALTER TABLE findings DISABLE ROW LEVEL SECURITY",
    "DROP POLICY wall ON findings",
    "TRUNCATE audit_events",
    "SET ROLE postgres",
    "CREATE TABLE public.mine (id int)",
  ])
    expect(await attempt(null, sql), sql).toBe("42501");
});

describe("a transaction", () => {
  it("of one workspace sees its rows in every table: what follows proves something", async () => {
    for (const { name } of tables) expect(await attempt(other, `SELECT FROM ${name}`), name).toBeGreaterThan(0);
  });

  it("that names no workspace sees nothing, also after one that named one on the same connection", async () => {
    for (const { name } of tables) {
      await attempt(other, "SELECT 1");
      expect(await attempt(null, `SELECT FROM ${name}`), name).toBe(0);
    }
  });

  it("of one workspace sees no row of another", async () => {
    for (const { name, columns } of tables.filter((table) => table.columns.includes("workspace_id"))) {
      expect(columns).toContain("workspace_id");
      expect(await attempt(other, `SELECT FROM ${name} WHERE workspace_id <> ${other}`), name).toBe(0);
    }
  });

  it("that names no workspace changes and deletes nothing", async () => {
    for (const { name, columns } of tables) {
      expect([0, "42501"], name).toContain(await attempt(null, `UPDATE ${name} SET ${columns[0]} = ${columns[0]}`));
      expect([0, "42501"], name).toContain(await attempt(null, `DELETE FROM ${name}`));
    }
  });

  it.each([
    ["names no workspace", () => null],
    ["is of another workspace", () => other],
  ])("that %s adds no row that it would not see", async (_whose, workspace) => {
    for (const table of tables) {
      const { name, columns } = table;
      const list = columns.join(", ");
      const seen = workspace() === null ? "" : JSON.stringify(await rowsSeen(copiesOf(table)));
      const hidden = rows.get(name)?.find((row) => !seen.includes(JSON.stringify(row)));
      expect(hidden, name).toBeDefined();
      const copy = `INSERT INTO ${name} (${list}) SELECT ${list} FROM json_populate_record(NULL::${name}, $1)`;
      expect(await attempt(workspace(), copy, [JSON.stringify(hidden)]), name).toBe("42501");
    }
  });
});

/** As SQL: every row of a table that can be seen, without what the database computes itself. */
const copiesOf = ({ name, columns }: Walled) =>
  `SELECT json_agg(t) AS rows FROM (SELECT ${columns.join(", ")} FROM ${name}) t`;

/** What the other workspace sees. */
async function rowsSeen(sql: string): Promise<unknown> {
  await client.query("BEGIN");
  await client.query("SELECT set_config('app.workspace_id', $1, true)", [String(other)]);
  const { rows } = await client.query(sql);
  await client.query("ROLLBACK");
  return rows[0]?.rows ?? [];
}

test("the function that looks for texts looks into no tenant of another workspace", async () => {
  const ids = (await inSystem((tx) => tx.tenant.findMany({ select: { id: true } }))).map(({ id }) => String(id));
  const found = "SELECT FROM findings_carrying($1, '%walled%', 'walled%', NULL)";
  expect(await attempt(null, found, [ids])).toBe(0);
  expect(await attempt(other, found, [ids])).toBe(0);
  expect(await attempt(other, found.replaceAll("walled", "another"), [ids])).toBe(1);
});
