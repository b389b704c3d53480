import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authOptions } from "@/lib/auth/auth-options";
import { entraSettings, signInWithEntra } from "@/lib/auth/entra";
import { openSession } from "@/lib/auth/session-token";
import { inSystem } from "@/lib/db";
import { setEnvironment } from "@/lib/env";
import { buildSession, buildTenant, buildUser } from "@/tests/factories";

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
    const user = await buildUser();
    const token = await authOptions(from).callbacks?.jwt?.({
      token: { name: "A", email: "a@example.com", picture: "p", sub: "x" },
      user: { id: String(user.userId) },
      account: { provider: "azure-ad", type: "oauth", providerAccountId: oid },
    });
    const rows = await inSystem((tx) => tx.userSession.findMany({ where: { userId: user.userId } }));
    expect(rows).toMatchObject([{ way: "microsoft", endedAt: null }]);
    expect(token).toEqual({ sub: String(user.userId), sid: rows[0]?.id });
    setEnvironment({ AZURE_AD_CLIENT_SECRET: "" });
    expect(offered()).toEqual(["credentials"]);
    setEnvironment(settings);
  });

  it("takes the place of the session that the browser had", async () => {
    const user = await buildUser();
    const former = await buildSession(user);
    const { callbacks } = authOptions(from, { former });
    await callbacks?.jwt?.({ token: {}, user: { id: String(user.userId) }, account: null });
    expect(await openSession(former, new Date())).toBeNull();
  });

  it("a session that has ended is not made new by asking for it, and next-auth's own sign-out ends one", async () => {
    const user = await buildUser();
    const token = await buildSession(user);
    const claims = { sub: String(user.userId), sid: (await openSession(token, new Date()))?.id };
    const { callbacks, events } = authOptions(from);
    // next-auth's types want a user also where there is none.
    const asked = () => Promise.resolve(callbacks?.jwt?.({ token: claims } as never));
    expect(await asked()).toEqual(claims);
    await events?.signOut?.({ token: claims } as never);
    await expect(asked()).rejects.toThrow("no longer counts");
    expect(await openSession(token, new Date())).toBeNull();
  });
});
