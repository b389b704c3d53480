import { randomBytes } from "node:crypto";
import { expect, inject, test } from "vitest";
import { checkGivenDatabase } from "@/lib/embedded/database";
import { asOwner, ownerUrl } from "../support/owner";

const role = `tenantpilot_${randomBytes(6).toString("hex")}`;

function urlAs(user: string): string {
  const url = new URL(ownerUrl());
  url.username = user;
  url.password = "only-for-this-test";
  return url.href;
}

test("production refuses a database role for which no rule holds, and says which and what to do", async () => {
  await expect(checkGivenDatabase(ownerUrl(), { refuseSuperuser: true })).rejects.toThrow(
    /DATABASE_URL: the role postgres is a superuser.*CREATE ROLE/s,
  );
  await expect(checkGivenDatabase(ownerUrl(), { refuseSuperuser: false })).resolves.toBeUndefined();
});

test("a role of the product's own is let through, one that may bypass row-level security is not", async () => {
  await asOwner((client) => client.query(`CREATE ROLE ${role} LOGIN PASSWORD 'only-for-this-test'`));
  try {
    await expect(checkGivenDatabase(urlAs(role), { refuseSuperuser: true })).resolves.toBeUndefined();
    await asOwner((client) => client.query(`ALTER ROLE ${role} BYPASSRLS`));
    await expect(checkGivenDatabase(urlAs(role), { refuseSuperuser: true })).rejects.toThrow(
      "may bypass row-level security",
    );
  } finally {
    await asOwner((client) => client.query(`DROP ROLE ${role}`));
  }
});

test("a database that does not answer is named without its password", async () => {
  const gone = inject("clusterUrl").replace(/:\d+\/postgres$/, ":1/tenantpilot");
  const error = await checkGivenDatabase(gone, { refuseSuperuser: true }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "unavailable", next: "Check DATABASE_URL and that the server runs." });
  expect(String(error)).toContain("The database tenantpilot at 127.0.0.1:1 does not answer");
  expect(String(error)).not.toContain(new URL(gone).password);
});
