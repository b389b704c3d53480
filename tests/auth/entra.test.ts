import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authOptions } from "@/lib/auth/auth-options";
import { entraSettings, signInWithEntra } from "@/lib/auth/entra";
import { inSystem } from "@/lib/db";
import { setEnvironment } from "@/lib/env";
import { buildTenant, buildUser } from "@/tests/factories";

const ours = "11111111-1111-4111-8111-111111111111";
const theirs = "22222222-2222-4222-8222-222222222222";
const oid = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa";
const from = { ip: null, userAgent: null };
const settings = {
  AZURE_AD_CLIENT_ID: "client",
  AZURE_AD_CLIENT_SECRET: "secret",
  AZURE_AD_TENANT_ID: "organizations",
  AZURE_AD_ALLOWED_TENANTS: ` ${ours.toUpperCase()}, 33333333-3333-4333-8333-333333333333`,
};

beforeAll(() => setEnvironment(settings));
afterAll(() => setEnvironment(Object.fromEntries(Object.keys(settings).map((name) => [name, ""]))));

async function buildEntraUser(tid: string, entraOid: string) {
  const user = await buildUser({ role: "manager", tenant: await buildTenant() });
  await inSystem((tx) => tx.user.update({ where: { id: user.userId }, data: { entraTid: tid, entraOid } }));
  return user;
}

describe("sign-in with Microsoft", () => {
  it("knows a person by tid and oid, whatever their e-mail says", async () => {
    const person = await buildEntraUser(ours, oid);
    const profile = { tid: ours.toUpperCase(), oid, email: "somebody.else@example.com", preferred_username: "x" };
    expect(await signInWithEntra(profile, from, new Date())).toEqual(person);
  });

  it("does not take somebody for the user whose e-mail address they put into a tenant of their own", async () => {
    const victim = await buildUser({ role: "owner", tenant: await buildTenant() });
    const attack = { tid: ours, oid: "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb", email: victim.email };
    await expect(signInWithEntra(attack, from, new Date())).rejects.toMatchObject({ code: "unauthenticated" });
  });

  it("refuses a tenant that is not on the list, even for a user with that tid and oid", async () => {
    await buildEntraUser(theirs, oid);
    await expect(signInWithEntra({ tid: theirs, oid }, from, new Date())).rejects.toThrow("organisation");
  });

  it.each([{}, null, { tid: ours }, { oid }, { tid: "common", oid }, { tid: ours, oid: "' OR 1=1" }])(
    "refuses a profile without both: %j",
    async (profile) => {
      await expect(signInWithEntra(profile, from, new Date())).rejects.toMatchObject({ code: "unauthenticated" });
    },
  );

  it("without a list lets in the one tenant that is configured, and with organizations none", () => {
    setEnvironment({ AZURE_AD_ALLOWED_TENANTS: "" });
    expect([...(entraSettings()?.allowedTenants ?? [])]).toEqual(["organizations"]);
    setEnvironment({ AZURE_AD_TENANT_ID: ours });
    expect([...(entraSettings()?.allowedTenants ?? [])]).toEqual([ours]);
    setEnvironment(settings);
  });

  it("is offered by next-auth only where it is configured, and keeps nothing of the profile", async () => {
    const offered = () => authOptions(from).providers.map((provider) => provider.id);
    expect(offered()).toContain("azure-ad");
    const token = await authOptions(from).callbacks?.jwt?.({
      token: { name: "A", email: "a@example.com", picture: "p", sub: "x" },
      user: { id: "7" },
      account: null,
    });
    expect(token).toEqual({ sub: "7" });
    setEnvironment({ AZURE_AD_CLIENT_SECRET: "" });
    expect(offered()).toEqual(["credentials"]);
    setEnvironment(settings);
  });

  it("a session that was called back is not made new by asking for it", async () => {
    const user = await buildUser();
    const jwt = authOptions(from).callbacks?.jwt;
    const stale = { sub: String(user.userId), iat: Math.floor(Date.now() / 1000) - 3600 };
    // next-auth's types want a user also where there is none.
    await expect(Promise.resolve(jwt?.({ token: stale } as never))).rejects.toThrow("no longer counts");
  });
});
