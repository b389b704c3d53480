import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { UserActor } from "@/lib/auth/actor";
import { passwordTries } from "@/lib/auth/password-tries";
import { hashPassword, nobodysHash, verifyPassword } from "@/lib/auth/passwords";
import { signIn } from "@/lib/auth/sign-in";
import { inSystem } from "@/lib/db";
import type { AppError } from "@/lib/errors";
import { buildTenant, buildUser } from "@/tests/factories";

const password = "a long enough password";
const from = () => ({ ip: `test-${randomUUID()}`, userAgent: "test" });
const now = new Date("2026-05-01T12:00:00Z");
let passwordHash: string;

beforeAll(async () => {
  passwordHash = await hashPassword(password, []);
});

async function buildPerson(): Promise<UserActor> {
  return buildUser({ passwordHash, role: "manager", tenant: await buildTenant() });
}

const refusal = (credentials: { email: string; password: string }, source = from()) =>
  signIn(credentials, source, now).then(
    () => expect.fail("signed in"),
    (error: AppError) => error,
  );

describe("sign-in with e-mail and password", () => {
  it("lets in whoever knows the password, however the address is written", async () => {
    const person = await buildPerson();
    const signedIn = await signIn({ email: ` ${person.email.toUpperCase()} `, password }, from(), now);
    expect(signedIn).toEqual(person);
  });

  it("refuses a wrong password, an unknown address and somebody without a password in the same words", async () => {
    const person = await buildPerson();
    const withoutPassword = await buildUser();
    const refusals = await Promise.all([
      refusal({ email: person.email, password: "a wrong password, long" }),
      refusal({ email: "nobody@example.com", password }),
      refusal({ email: withoutPassword.email, password }),
    ]);
    expect(new Set(refusals.map(({ code, message, next }) => `${code} ${message} ${next}`)).size).toBe(1);
    expect(refusals[0]).toMatchObject({ code: "unauthenticated", status: 401 });
  });

  it("spends the same work on an unknown address as on a known one", async () => {
    const cost = (hash: string) => hash.split("$").slice(0, 4).join("$");
    expect(cost(nobodysHash)).toBe(cost(passwordHash));
    expect(cost(nobodysHash)).toMatch(/^\$argon2id\$v=19\$m=\d+/);
    expect(await verifyPassword(nobodysHash, "")).toBe(false);
  });

  it("stops trying one address after the limit, even with the right password, until the window is over", async () => {
    const person = await buildPerson();
    for (let tries = 0; tries < passwordTries.perEmail; tries += 1) {
      expect((await refusal({ email: person.email, password: "wrong wrong wrong" })).code).toBe("unauthenticated");
    }
    const throttled = await refusal({ email: person.email, password });
    expect(throttled).toMatchObject({ code: "rate_limited", status: 429 });
    expect(throttled.retryAfterSeconds).toBeGreaterThan(0);
    const later = new Date(now.getTime() + passwordTries.windowSeconds * 1000);
    await expect(signIn({ email: person.email, password }, from(), later)).resolves.toEqual(person);
  });

  it("stops one network address that tries many people", async () => {
    const source = from();
    await inSystem((tx) =>
      tx.rateLimit.create({
        data: {
          key: `sign-in:ip:${source.ip}`,
          windowStart: new Date(Math.floor(now.getTime() / 900_000) * 900_000),
          count: passwordTries.perIp,
        },
      }),
    );
    const person = await buildPerson();
    expect((await refusal({ email: person.email, password }, source)).code).toBe("rate_limited");
    await expect(signIn({ email: person.email, password }, from(), now)).resolves.toEqual(person);
  });

  it("does not count what succeeds: signing in all day throttles nobody", async () => {
    const person = await buildPerson();
    const source = from();
    for (let times = 0; times < passwordTries.perEmail + 2; times += 1) {
      await signIn({ email: person.email, password }, source, now);
    }
  });

  it("writes each outcome into the audit of the person's workspace, and never what was typed", async () => {
    const person = await buildPerson();
    await signIn({ email: person.email, password }, from(), now);
    await refusal({ email: person.email, password: "a secret typed wrongly" });
    const membership = await inSystem((tx) => tx.membership.findFirstOrThrow({ where: { userId: person.userId } }));
    const events = await inSystem((tx) =>
      tx.auditEvent.findMany({ where: { workspaceId: membership.workspaceId }, orderBy: { seq: "asc" } }),
    );
    expect(events.map(({ action, outcome, actorKind }) => [action, outcome, actorKind])).toEqual([
      ["user.signed_in", "ok", "user"],
      ["user.sign_in_refused", "refused", "anonymous"],
    ]);
    await refusal({ email: "typed-my-password-here@example.com", password });
    const everything = await inSystem((tx) => tx.auditEvent.findMany());
    const text = JSON.stringify(everything, (_, value) => (typeof value === "bigint" ? String(value) : value));
    expect(text).not.toContain("a secret typed wrongly");
    expect(text).not.toContain("typed-my-password-here");
  });
});
