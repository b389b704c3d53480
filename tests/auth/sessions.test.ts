import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { endOtherSessions, endOwnSession, listSessions } from "@/lib/auth/account";
import { closeSession, openSession, replaceSession, sealSession } from "@/lib/auth/session-token";
import { endSessionsOf, idleSeconds, type Session, seenEverySeconds, sessionSeconds } from "@/lib/auth/sessions";
import { inSystem } from "@/lib/db";
import type { AppError } from "@/lib/errors";
import { prune } from "@/lib/review-packs/retention";
import { buildSession, buildTenant, buildUser, type UserActor } from "@/tests/factories";
import { buildPlace, invite } from "../support/invited";
import { asOwner } from "../support/owner";

const from = { ip: "192.0.2.1", userAgent: "A browser" };
const now = new Date();
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const rowsOf = ({ userId }: UserActor) => inSystem((tx) => tx.userSession.findMany({ where: { userId } }));

async function signedIn(user: UserActor): Promise<{ token: string; session: Session }> {
  const token = await buildSession(user, { now, from });
  const session = await openSession(token, now);
  return session ? { token, session } : expect.fail("it opens");
}

describe("a session ends", () => {
  it("when its person signs out: a copy of the token opens nothing", async () => {
    const { token } = await signedIn(await buildUser());
    await closeSession(token, now);
    expect(await openSession(token, now)).toBeNull();
    // Again, and with what is no token: nothing to end.
    await closeSession(token, now);
    await closeSession("x", now);
  });

  it("when somebody signs in anew in the same browser", async () => {
    const user = await buildUser();
    const { token } = await signedIn(user);
    const next = await replaceSession(token, { userId: user.userId, way: "password", from }, later(1));
    expect(await openSession(token, later(1))).toBeNull();
    expect((await openSession(await sealSession(next), later(1)))?.actor).toEqual(user);
  });

  it("a day after it was last used, and not sooner", async () => {
    const { token } = await signedIn(await buildUser());
    expect(await openSession(token, later(idleSeconds - 1))).not.toBeNull();
    expect(await openSession(token, later(2 * idleSeconds - 2))).not.toBeNull();
    expect(await openSession(token, later(3 * idleSeconds - 2))).toBeNull();
  });

  it("also when a page that is open goes on asking by itself", async () => {
    const { token } = await signedIn(await buildUser());
    const asks = (seconds: number) => openSession(token, later(seconds), { isUse: false });
    for (let hours = 1; hours < 24; hours += 1) expect(await asks(hours * 3600)).not.toBeNull();
    expect(await asks(idleSeconds)).toBeNull();
  });

  it("seven days after it began, however it is used", async () => {
    const { token } = await signedIn(await buildUser());
    for (let day = 0.5; day < 7; day += 0.5) expect(await openSession(token, later(day * 86_400))).not.toBeNull();
    expect(await openSession(token, later(sessionSeconds - 1))).not.toBeNull();
    expect(await openSession(token, later(sessionSeconds))).toBeNull();
  });

  it("once: the database opens none again, and gives none to another person or a later day", async () => {
    const user = await buildUser();
    const { session } = await signedIn(user);
    const set = (data: object) => inSystem((tx) => tx.userSession.update({ where: { id: session.id }, data }));
    await expect(set({ createdAt: later(60) })).rejects.toThrow(/user_sessions|gets no younger/);
    await expect(set({ userId: (await buildUser()).userId })).rejects.toThrow(/user_sessions|whose it is/);
    await inSystem((tx) => endSessionsOf(tx, user.userId, now));
    await expect(set({ endedAt: null })).rejects.toThrow(/user_sessions|ends once/);
  });
});

describe("when it was last used", () => {
  it("is written at most once in five minutes, by one of many requests at once", async () => {
    const user = await buildUser();
    const { token } = await signedIn(user);
    const written = await countingWrites(async () => {
      const seen = async () => (await rowsOf(user))[0]?.lastSeenAt;
      await openSession(token, later(seenEverySeconds - 1));
      expect(await seen()).toEqual(now);
      const many = Array.from({ length: 20 }, (_, at) => openSession(token, later(seenEverySeconds + at)));
      expect((await Promise.all(many)).every((session) => session?.actor.userId === user.userId)).toBe(true);
      const first = await seen();
      expect(first?.getTime()).toBeGreaterThanOrEqual(later(seenEverySeconds).getTime());
      await openSession(token, later(2 * seenEverySeconds - 1));
      expect(await seen()).toEqual(first);
    });
    expect(written).toBe(1);
  });
});

/** How often a row of the sessions is changed meanwhile. */
async function countingWrites(work: () => Promise<void>): Promise<number> {
  return asOwner(async (client) => {
    let count = 0;
    client.on("notification", () => {
      count += 1;
    });
    await client.query(`LISTEN session_written;
      CREATE FUNCTION session_written() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NOTIFY session_written; RETURN NULL; END $$;
      CREATE TRIGGER session_written AFTER UPDATE ON user_sessions FOR EACH ROW EXECUTE FUNCTION session_written()`);
    await work();
    await client.query("DROP TRIGGER session_written ON user_sessions; DROP FUNCTION session_written()");
    return count;
  });
}

describe("a person's sessions", () => {
  it("are listed, theirs and the open ones only, the one that asks first", async () => {
    const user = await buildUser();
    await signedIn(await buildUser());
    await buildSession(user, { now: later(-idleSeconds) });
    await closeSession((await signedIn(user)).token, now);
    const { session } = await signedIn(user);
    const used = await buildSession(user, { now: later(1), way: "invitation" });
    const listed = await listSessions(session, later(2));
    expect(listed).toMatchObject([
      { id: session.id, isThisOne: true, way: "password", ip: "192.0.2.1", userAgent: "A browser" },
      { id: (await openSession(used, later(2)))?.id, isThisOne: false, way: "invitation" },
    ]);
  });

  it("are ended one by one, with a row in the audit, and the others go on", async () => {
    const tenant = await buildTenant();
    const user = await buildUser({ role: "operator", tenant });
    const [here, there] = [await signedIn(user), await signedIn(user)];
    await endOwnSession(here.session.actor, there.session.id, from, now);
    expect(await openSession(there.token, now)).toBeNull();
    expect(await openSession(here.token, now)).not.toBeNull();
    const where = { workspaceId: tenant.workspaceId, action: "user.sessions_ended" };
    const event = await inSystem((tx) => tx.auditEvent.findFirstOrThrow({ where }));
    expect(event).toMatchObject({ actorId: String(user.userId), ip: "192.0.2.1", details: { sessionsEnded: 1 } });
  });

  it("of somebody else cannot be ended: the same answer as for one that has ended or never was", async () => {
    const other = await signedIn(await buildUser());
    const mine = await signedIn(await buildUser());
    const done = await signedIn(mine.session.actor);
    await closeSession(done.token, now);
    const refused = await Promise.all(
      [other.session.id, done.session.id, randomUUID()].map((id) =>
        endOwnSession(mine.session.actor, id, from, now).then(
          () => "ended",
          ({ code, message, next }: AppError) => `${code}: ${message} ${next}`,
        ),
      ),
    );
    expect(new Set(refused)).toEqual(new Set([refused[2]]));
    expect(refused[2]).toMatch(/^not_found/);
    expect(await openSession(other.token, now)).not.toBeNull();
  });

  it("are ended all but the one that asks, and nobody else's", async () => {
    const user = await buildUser();
    const other = await signedIn(await buildUser());
    const here = await signedIn(user);
    const elsewhere = [await signedIn(user), await signedIn(user)];
    expect(await endOtherSessions(here.session, from, now)).toBe(2);
    for (const { token } of elsewhere) expect(await openSession(token, now)).toBeNull();
    for (const { token } of [here, other]) expect(await openSession(token, now)).not.toBeNull();
    expect(await endOtherSessions(here.session, from, now)).toBe(0);
  });
});

describe("prune", () => {
  it("deletes sessions that count no more, and leaves those that do", async () => {
    const user = await buildUser();
    const { token, session } = await signedIn(user);
    await buildSession(user, { now: later(-idleSeconds) });
    await closeSession((await signedIn(user)).token, now);
    await prune(now);
    expect((await rowsOf(user)).map(({ id }) => id)).toEqual([session.id]);
    expect(await openSession(token, now)).not.toBeNull();
  });

  it("deletes invitations that ended over 90 days ago, however they ended", async () => {
    const place = await buildPlace();
    const days = (count: number) => later(count * 86_400);
    const age = async (data: object) => {
      const { id } = (await invite(place)).invitation;
      // What an invitation gives is never changed: as the owner of the tables, past its trigger.
      await asOwner(async (client) => {
        await client.query("SET app.scope = 'system'; SET session_replication_role = replica");
        for (const [column, value] of Object.entries(data))
          await client.query(`UPDATE invitations SET ${column} = $1 WHERE id = $2`, [value, id]);
      });
      return id;
    };
    const gone = [
      await age({ accepted_at: days(-91), expires_at: days(-85) }),
      await age({ revoked_at: days(-91), expires_at: days(-85) }),
      await age({ expires_at: days(-91) }),
    ];
    const kept = [await age({}), await age({ expires_at: days(-89) }), await age({ revoked_at: days(-89) })];
    await prune(now);
    const ids = [...gone, ...kept].map(BigInt);
    const left = await inSystem((tx) => tx.invitation.findMany({ where: { id: { in: ids } }, orderBy: { id: "asc" } }));
    expect(left.map(({ id }) => String(id))).toEqual(kept);
  });
});
