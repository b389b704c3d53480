import { decode, encode } from "next-auth/jwt";
import { describe, expect, it } from "vitest";
import { openSession, sealSession, sessionCookie } from "@/lib/auth/session-token";
import { setPassword } from "@/lib/auth/users";
import { inSystem } from "@/lib/db";
import { env, setEnvironment } from "@/lib/env";
import { buildTenant, buildUser } from "@/tests/factories";

const operator = { kind: "operator", name: "operator" } as const;

describe("a session", () => {
  it("carries the user's id and nothing about them", async () => {
    const user = await buildUser({ role: "owner", tenant: await buildTenant() });
    const claims = await decode({ token: await sealSession(user.userId), secret: env().AUTH_SECRET });
    expect(Object.keys(claims ?? {}).sort()).toEqual(["exp", "iat", "jti", "sub"]);
    expect(claims?.sub).toBe(String(user.userId));
  });

  it("is the user as they are now, not as they were when they signed in", async () => {
    const user = await buildUser();
    const token = await sealSession(user.userId);
    expect(await openSession(token)).toEqual(user);
    await inSystem((tx) => tx.user.update({ where: { id: user.userId }, data: { name: "Renamed" } }));
    expect(await openSession(token)).toMatchObject({ name: "Renamed" });
    await inSystem((tx) => tx.user.delete({ where: { id: user.userId } }));
    expect(await openSession(token)).toBeNull();
  });

  it("ends everywhere when the password is set anew", async () => {
    const user = await buildUser();
    const token = await sealSession(user.userId);
    const later = new Date(Date.now() + 2000);
    await setPassword(operator, user.email, "another long password", later);
    expect(await openSession(token)).toBeNull();
  });

  it("is not opened when it was sealed with another secret, changed, run out, or is no token at all", async () => {
    const user = await buildUser();
    const token = await sealSession(user.userId);
    const claims = { token: { sub: String(user.userId) } };
    const foreign = await encode({ ...claims, secret: "another secret of at least thirty-two characters" });
    const over = await encode({ ...claims, secret: env().AUTH_SECRET, maxAge: -60 });
    const nobodys = await encode({ token: {}, secret: env().AUTH_SECRET });
    const notAnId = await encode({ token: { sub: "1 OR 1=1" }, secret: env().AUTH_SECRET });
    const changed = `${token.slice(0, -3)}AAA`;
    for (const bad of [foreign, over, nobodys, notAnId, changed, "", "x", undefined]) {
      expect(await openSession(bad)).toBeNull();
    }
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
