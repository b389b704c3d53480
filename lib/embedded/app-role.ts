import type pg from "pg";
import { appRole } from "@/lib/embedded/postgres";

/** Makes the role that the product of an embedded database connects as, or gives it its password again. */
export async function keepAppRole(client: pg.ClientBase, password: string): Promise<void> {
  const { rowCount } = await client.query("SELECT FROM pg_roles WHERE rolname = $1", [appRole]);
  const verb = rowCount === 0 ? "CREATE" : "ALTER";
  await client.query(
    `${verb} ROLE ${appRole} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD ${client.escapeLiteral(password)}`,
  );
}

/** What nobody ever changes: the product's role may add to it, and no more. */
const appendOnly = ["audit_events", "signing_keys"];
/** What migrations keep for themselves. */
const readOnly = ["_prisma_migrations"];

/**
 * Raises the second wall before each table that has none yet, and lets a role read and write all of them
 * (docs/decisions/025-second-wall.md). Changes nothing when everything is as it should be.
 * @param client a connection as the owner of the tables.
 * @param role null: unknown, so it has to be the owner.
 */
export async function admitRole(client: pg.ClientBase, role: string | null): Promise<void> {
  await client.query("BEGIN");
  await client.query("SELECT pg_advisory_xact_lock(72707370)");
  await client.query("SELECT raise_walls()");
  const { rows } = await client.query<{ isOwner: boolean; isHeld: boolean; hasPolicy: boolean }>(
    `SELECT coalesce($1::text, current_user) = current_user AS "isOwner", NOT (r.rolsuper OR r.rolbypassrls) AS "isHeld",
       EXISTS (SELECT FROM pg_policy WHERE polrelid = 'findings'::regclass AND polname = 'owner_reads') AS "hasPolicy"
     FROM pg_roles r WHERE r.rolname = current_user`,
    [role],
  );
  const { isOwner = true, isHeld = false, hasPolicy = false } = rows[0] ?? {};
  if (role !== null && !isOwner) await grant(client, role);
  // The function that looks for texts runs as the owner. Where nobody else works as the owner, it may see what it has to look through.
  const needsPolicy = !isOwner && isHeld;
  if (needsPolicy && !hasPolicy)
    await client.query("CREATE POLICY owner_reads ON findings FOR SELECT TO CURRENT_USER USING (true)");
  if (hasPolicy && !needsPolicy) await client.query("DROP POLICY owner_reads ON findings");
  await client.query("COMMIT");
}

async function grant(client: pg.ClientBase, role: string): Promise<void> {
  const { rows } = await client.query<{ name: string; rights: string }>(
    `SELECT t.name, t.rights FROM (
       SELECT format('%I', relname) AS name, c.oid, CASE WHEN relname = ANY($2) THEN 'SELECT, INSERT' WHEN relname = ANY($3) THEN 'SELECT'
         ELSE 'SELECT, INSERT, UPDATE, DELETE' END AS rights
       FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')) t
     WHERE EXISTS (SELECT FROM unnest(string_to_array(t.rights, ', ')) one WHERE NOT has_table_privilege($1, t.oid, one))
     UNION ALL
     SELECT format('SEQUENCE %I', sequencename), 'USAGE, SELECT' FROM pg_sequences
     WHERE CASE WHEN schemaname = 'public' THEN NOT has_sequence_privilege($1, format('public.%I', sequencename), 'USAGE') ELSE false END`,
    [role, appendOnly, readOnly],
  );
  const to = client.escapeIdentifier(role);
  for (const { name, rights } of rows) await client.query(`GRANT ${rights} ON ${name} TO ${to}`);
  await client.query(
    `DO $$ BEGIN IF NOT has_schema_privilege(${client.escapeLiteral(role)}, 'public', 'USAGE') THEN GRANT USAGE ON SCHEMA public TO ${to}; END IF; END $$`,
  );
}
