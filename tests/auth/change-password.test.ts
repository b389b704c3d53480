import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { getAccount } from "@/lib/auth/account";
import { passwordTries } from "@/lib/auth/password-tries";
import { hashPassword } from "@/lib/auth/passwords";
import { openSession, sealSession } from "@/lib/auth/session-token";
import { changePassword, setPassword } from "@/lib/auth/set-password";
import { signIn } from "@/lib/auth/sign-in";
import { addUser } from "@/lib/auth/users";
import { inSystem } from "@/lib/db";
import type { AppError } from "@/lib/errors";
import { buildSession, buildTenant, buildUser } from "@/tests/factories";

const current = "a long enough password";
const next = "quite another one of words";
const now = new Date("2026-05-01T12:00:00Z");
const from = () => ({ ip: `test-${randomUUID()}`, userAgent: "A browser" });
let passwordHash: string;

beforeAll(async () => {
  passwordHash = await hashPassword(current, []);
});

async function buildPerson() {
  const tenant = await buildTenant();
  return { tenant, person: await buildUser({ passwordHash, role: "manager", tenant }) };
}

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail("it was done"),
    (error: AppError) => error,
  );

async function eventsOf(workspaceId: bigint) {
  const where = { workspaceId, action: "user.password_set" };
  return inSystem((tx) => tx.auditEvent.findMany({ where, orderBy: { seq: "asc" } }));
}

describe("changing one's own password", () => {
  it("ends every session, begins a new one for whoever did it, and the new password signs in", async () => {
    const { tenant, person } = await buildPerson();
    const [here, there] = [await buildSession(person, { now }), await buildSession(person, { now })];
    const session = await changePassword(person, { current, next }, from(), now);
    for (const token of [here, there]) expect(await openSession(token, now)).toBeNull();
    expect((await openSession(await sealSession(session), now))?.actor).toEqual(person);
    expect(await signIn({ email: person.email, password: next }, from(), now)).toEqual(person);
    expect((await refusal(signIn({ email: person.email, password: current }, from(), now))).code).toBe(
      "unauthenticated",
    );
    const [event] = await eventsOf(tenant.workspaceId);
    expect(event).toMatchObject({ actorId: String(person.userId), outcome: "ok", details: { sessionsEnded: 2 } });
    expect(event?.userAgent).toBe("A browser");
  });

  it("asks for the current one: a wrong one changes nothing, ends nothing, and is in the audit", async () => {
    const { tenant, person } = await buildPerson();
    const token = await buildSession(person, { now });
    const refused = await refusal(changePassword(person, { current: "not the one", next }, from(), now));
    expect(refused).toMatchObject({ code: "invalid_input", message: "The current password is not right." });
    expect(await openSession(token, now)).not.toBeNull();
    expect(await signIn({ email: person.email, password: current }, from(), now)).toEqual(person);
    const events = await eventsOf(tenant.workspaceId);
    expect(events).toMatchObject([{ outcome: "refused", details: { reason: "wrong password" } }]);
  });

  it("counts wrong tries with those of the sign-in page, and gives right ones back", async () => {
    const { person } = await buildPerson();
    const tries = (password: string) => changePassword(person, { current: password, next: current }, from(), now);
    for (let times = 0; times < passwordTries.perEmail + 2; times += 1)
      expect((await refusal(tries(current))).message).toBe("That is the password that you have.");
    for (let times = 0; times < passwordTries.perEmail; times += 1)
      expect((await refusal(tries("wrong wrong wrong"))).code).toBe("invalid_input");
    expect((await refusal(tries(current))).code).toBe("rate_limited");
    expect((await refusal(signIn({ email: person.email, password: current }, from(), now))).code).toBe("rate_limited");
  });

  it("is done by one of two at once", async () => {
    const { person } = await buildPerson();
    const other = "one that is chosen meanwhile";
    const both = await Promise.allSettled(
      [next, other].map((chosen) => changePassword(person, { current, next: chosen }, from(), now)),
    );
    const done = both.filter(({ status }) => status === "fulfilled");
    expect(done).toHaveLength(1);
    const winner = both[0]?.status === "fulfilled" ? next : other;
    expect(await signIn({ email: person.email, password: winner }, from(), now)).toEqual(person);
  });

  it("is not for somebody who signs in with Microsoft only", async () => {
    const person = await buildUser();
    expect(await refusal(changePassword(person, { current, next }, from(), now))).toMatchObject({ code: "conflict" });
    expect(await getAccount(person)).toMatchObject({ signIn: { password: false }, places: [] });
  });
});

describe("a password that is easy to guess is refused", () => {
  const easy = { code: "invalid_input", message: /easy to guess/ };
  const checked = async (work: Promise<unknown>) => {
    const { code, message } = await refusal(work);
    expect(code).toBe(easy.code);
    expect(message).toMatch(easy.message);
  };

  it("when a person changes theirs, and when the operator sets it: nor one of their name, address or workspace", async () => {
    const { tenant, person } = await buildPerson();
    await inSystem((tx) =>
      tx.workspace.update({ where: { id: tenant.workspaceId }, data: { name: "Harbour Lights" } }),
    );
    for (const chosen of ["password1234", person.email, `${person.name}!`, "Harbour-Lights-1"]) {
      await checked(changePassword(person, { current, next: chosen }, from(), now));
      await checked(setPassword({ kind: "operator", name: "operator" }, person.email, chosen, now));
    }
    expect(await signIn({ email: person.email, password: current }, from(), now)).toEqual(person);
  });

  it("when a member is added", async () => {
    const { tenant, person: manager } = await buildPerson();
    const owner = await buildUser({ role: "owner", tenant });
    const { slug: workspace } = await inSystem((tx) =>
      tx.workspace.findUniqueOrThrow({ where: { id: tenant.workspaceId } }),
    );
    const member = { email: `x.${manager.name}@example.com`, name: "Melusine", workspace, role: "readonly" } as const;
    for (const password of ["Melusine2026", "qwertyuiop12"])
      await checked(addUser(owner, { ...member, password }, new Date()));
  });
});

describe("one's account", () => {
  it("says where one may do what", async () => {
    const { tenant, person } = await buildPerson();
    const { workspaceId } = tenant;
    const other = await buildTenant({ workspaceId, name: "Other tenant" });
    await inSystem((tx) =>
      tx.membership.create({ data: { workspaceId, tenantId: other.id, userId: person.userId, role: "readonly" } }),
    );
    const { name: workspace } = await inSystem((tx) => tx.workspace.findUniqueOrThrow({ where: { id: workspaceId } }));
    expect(await getAccount(person)).toEqual({
      name: person.name,
      email: person.email,
      signIn: { password: true, microsoft: false },
      places: [
        { workspace, tenant: null, role: "manager" },
        { workspace, tenant: "Other tenant", role: "readonly" },
      ],
    });
  });
});
