import { expect, test } from "vitest";
import { asOwner, ownerUrl } from "../support/owner";
import { diffAgainstSchema } from "./schema-engine";

const schema = "prisma/schema.prisma";

test("schema.prisma and the migrations agree, down to defaults, index names and foreign keys", async () => {
  expect(withoutComments(await diffAgainstSchema(ownerUrl(), schema))).toBe("");
});

// The database is this file's own, so each change may stay.
test.each([
  ["a column", "ALTER TABLE tenants ADD COLUMN colour text", "colour"],
  ["a default", "ALTER TABLE tenants ALTER COLUMN time_zone SET DEFAULT 'CET'", "time_zone"],
  ["an index's name", "ALTER INDEX users_email_key RENAME TO users_by_email", "users_email_key"],
  [
    "what a deletion takes along",
    `ALTER TABLE memberships DROP CONSTRAINT memberships_user_id_fkey,
     ADD CONSTRAINT memberships_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE CASCADE`,
    "memberships_user_id_fkey",
  ],
])("%s that differs is found", async (_what, change, named) => {
  await asOwner((client) => client.query(change));
  expect(await diffAgainstSchema(ownerUrl(), schema)).toContain(named);
});

function withoutComments(sql: string): string {
  return sql
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("--"))
    .join("\n");
}
