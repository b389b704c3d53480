import { randomUUID } from "node:crypto";
import { decode, encode } from "next-auth/jwt";
import { describe, expect, it } from "vitest";
import { openSession, sessionCookie } from "@/lib/auth/session-token";
import { setPassword } from "@/lib/auth/set-password";
import { inSystem } from "@/lib/db";
import { env, setEnvironment } from "@/lib/env";
import { buildSession, buildTenant, buildUser } from "@/tests/factories";

const operator = { kind: "operator", name: "operator" } as const;
const now = new Date();
const open = (token: string | undefined) => openSession(token, now);
const claimsIn = (token: string) => decode({ token, secret: env().AUTH_SECRET });

describe("a session's token", () => {
  it("carries the ids of user and session, and nothing about them", async () => {
    const user = await buildUser({ role: "owner", tenant: await buildTenant() });
    const token = await buildSession(user);
    const claims = await claimsIn(token);
    expect(Object.keys(claims ?? {}).sort()).toEqual(["exp", "iat", "jti", "sid", "sub"]);
    expect(claims?.sub).toBe(String(user.userId));
    expect(claims?.sid).toBe((await open(token))?.id);
  });

  it("opens the user as they are now, not as they were when they signed in", async () => {
    const user = await buildUser();
    const token = await buildSession(user);
    expect((await open(token))?.actor).toEqual(user);
    await inSystem((tx) => tx.user.update({ where: { id: user.userId }, data: { name: "Renamed" } }));
    expect((await open(token))?.actor).toMatchObject({ name: "Renamed" });
    await inSystem((tx) => tx.user.delete({ where: { id: user.userId } }));
    expect(await open(token)).toBeNull();
  });

  it("opens nothing any more when the password was set anew, in the same second too", async () => {
    const user = await buildUser();
    const token = await buildSession(user, { now });
    await setPassword(operator, user.email, "another long password", now);
    expect(await open(token)).toBeNull();
  });

  it("is not opened when it was sealed with another secret, changed, run out, or is no token at all", async () => {
    const user = await buildUser();
    const token = await buildSession(user);
    const { sub = "", sid } = (await claimsIn(token)) ?? {};
    const claims = { token: { sub, sid } };
    const sealed = (token: Record<string, unknown>) => encode({ token, secret: env().AUTH_SECRET });
    expect(await open(await sealed({ sub, sid }))).not.toBeNull();
    const foreign = await encode({ ...claims, secret: "another secret of at least thirty-two characters" });
    const over = await encode({ ...claims, secret: env().AUTH_SECRET, maxAge: -60 });
    const ofBefore = await sealed({ sub });
    const nobodys = await sealed({ sid });
    const someoneElses = await sealed({ sub: String((await buildUser()).userId), sid });
    const made = await sealed({ sub, sid: randomUUID() });
    const notIds = await Promise.all([sealed({ sub: "1 OR 1=1", sid }), sealed({ sub, sid: "' OR true --" })]);
    const changed = `${token.slice(0, -3)}AAA`;
    const bad = [foreign, over, ofBefore, nobodys, someoneElses, made, ...notIds, changed, "", "x", undefined];
    for (const token of bad) expect(await open(token)).toBeNull();
  });

  it("has a cookie for this host only, out of reach of scripts, and over https only where we have it", () => {
    expect(sessionCookie()).toMatchObject({
      name: "next-auth.session-token",
      options: { httpOnly: true, sameSite: "lax", path: "/", secure: false },
    });
    const before = env().APP_URL;
    setEnvironment({ APP_URL: "https://packs.example.com" });
    expect(sessionCookie()).toMatchObject({ name: "__Host-next-auth.session-token", options: { secure: true } });
    setEnvironment({ APP_URL: before });
  });
});
