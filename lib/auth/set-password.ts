import type { RequestOrigin } from "@/lib/audit/request-origin";
import type { Actor, UserActor } from "@/lib/auth/actor";
import { giveBack, takeTry } from "@/lib/auth/password-tries";
import { hashPassword, verifyPassword } from "@/lib/auth/passwords";
import { recordForPerson } from "@/lib/auth/record-for-person";
import { endSessionsOf, type SessionRef, startSession } from "@/lib/auth/sessions";
import { inSystem, type Tx } from "@/lib/db";
import { AppError, notFound } from "@/lib/errors";

const nowhere: RequestOrigin = { ip: null, userAgent: null };

/**
 * Sets a person's password and ends all their sessions. For the operator of the machine, and for the person at its command line.
 * @throws {AppError} not_found, forbidden (somebody else's), invalid_input (too short, too long, easy to guess).
 */
export async function setPassword(
  actor: Actor,
  email: string,
  password: string,
  now: Date,
): Promise<{ id: string; email: string }> {
  const address = email.trim().toLowerCase();
  if (actor.kind === "token" || (actor.kind === "user" && actor.email !== address)) {
    throw new AppError("forbidden", "Only the person, or the operator of this machine, sets a password.", {
      next: "Ask them to set it, or run the command on the machine without --as.",
    });
  }
  const person = await findPerson({ email: address });
  const passwordHash = await hashPassword(password, person.about);
  await inSystem((tx) => storePassword(tx, actor, person, passwordHash, nowhere, now));
  return { id: String(person.id), email: address };
}

/**
 * Changes one's own password, by the one that it was. All sessions of the person end, and a new one begins for whoever changed it.
 * Tries at the current password count as those on the sign-in page do.
 * @throws {AppError} invalid_input (a wrong current password, the same again, or one that is not taken), conflict (there is
 * none, or it was changed meanwhile), rate_limited.
 */
export async function changePassword(
  actor: UserActor,
  { current, next }: { current: string; next: string },
  from: RequestOrigin,
  now: Date,
): Promise<SessionRef> {
  const person = await findPerson({ id: actor.userId });
  if (person.passwordHash === null) {
    throw new AppError("conflict", "Your account has no password: you sign in with Microsoft.", {
      next: "Change it where your organisation manages its accounts.",
    });
  }
  const counted = await takeTry(actor.email, from.ip, now);
  if (!(await verifyPassword(person.passwordHash, current))) {
    const refused = { action: "user.password_set", outcome: "refused", details: { reason: "wrong password" } } as const;
    await inSystem((tx) => recordForPerson(tx, person.id, { ...refused, actor, ...from }));
    throw new AppError("invalid_input", "The current password is not right.", { next: "Check it and try again." });
  }
  await inSystem((tx) => giveBack(tx, counted, now));
  if (next === current) {
    throw new AppError("invalid_input", "That is the password that you have.", { next: "Choose another one." });
  }
  const passwordHash = await hashPassword(next, person.about);
  return inSystem(async (tx) => {
    await storePassword(tx, actor, person, passwordHash, from, now);
    const id = await startSession(tx, { userId: person.id, way: "password", from }, now);
    return { id, userId: person.id };
  });
}

interface Person {
  id: bigint;
  passwordHash: string | null;
  /** What no password of theirs may be made of. */
  about: string[];
}

async function findPerson(which: { email: string } | { id: bigint }): Promise<Person> {
  const user = await inSystem((tx) =>
    tx.user.findUnique({
      where: which,
      select: {
        id: true,
        email: true,
        name: true,
        passwordHash: true,
        memberships: { select: { workspace: { select: { slug: true, name: true } } } },
      },
    }),
  );
  if (!user) throw notFound("email" in which ? `The user ${which.email}` : "Your account");
  const workspaces = user.memberships.flatMap(({ workspace }) => [workspace.slug, workspace.name]);
  return { id: user.id, passwordHash: user.passwordHash, about: [user.email, user.name, ...workspaces] };
}

/** Of two who set it at once, one does: whoever still found the hash that was there. */
async function storePassword(
  tx: Tx,
  actor: Actor,
  { id, passwordHash: former }: Person,
  passwordHash: string,
  from: RequestOrigin,
  now: Date,
): Promise<void> {
  const { count } = await tx.user.updateMany({
    where: { id, passwordHash: former },
    data: { passwordHash, updatedAt: now },
  });
  if (count === 0) {
    throw new AppError("conflict", "The password was set by somebody else in this moment.", {
      next: "Try again if it is still to be changed.",
    });
  }
  const sessionsEnded = await endSessionsOf(tx, id, now);
  await recordForPerson(tx, id, { action: "user.password_set", actor, ...from, details: { sessionsEnded } });
}
