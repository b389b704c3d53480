import type { RequestOrigin } from "@/lib/audit/request-origin";
import type { UserActor } from "@/lib/auth/actor";
import type { Role } from "@/lib/auth/capabilities";
import {
  acceptInvitation,
  deadInvitation,
  findLiveInvitation,
  type LiveInvitation,
  placeOf,
  recordDeadInvitation,
} from "@/lib/auth/invitations";
import { hashPassword } from "@/lib/auth/passwords";
import { networkOf, takeTicket } from "@/lib/auth/rate-limit";
import { inSystem, type Tx } from "@/lib/db";
import { AppError } from "@/lib/errors";

/** Tries to accept in 15 minutes from one address of the network. */
export const acceptLimit = { limit: 30, windowSeconds: 900 };

/** What the page of an invitation says. */
export interface OpenInvitation {
  /** The workspace, or the one tenant of it. */
  place: string;
  role: Role;
  invitedByName: string;
  /** Whom it is for; the address that a password account signs in with. */
  email: string;
  name: string;
  /** ISO 8601 UTC. */
  expiresAt: string;
}

/**
 * What an invitation offers, for whoever has its token. Looking changes nothing: scanners of mail open links before people.
 * @throws {AppError} not_found, the same for an unknown, used, revoked and expired one.
 */
export async function openInvitation(token: string, now: Date): Promise<OpenInvitation> {
  const invitation = await inSystem((tx) => findLiveInvitation(tx, token, now));
  if (!invitation) throw deadInvitation();
  const { role, invitedByName, email, name, expiresAt } = invitation;
  return { place: placeOf(invitation), role, invitedByName, email, name, expiresAt: expiresAt.toISOString() };
}

/**
 * Somebody signed in joins by an invitation, whoever it was made for: having its token counts.
 * @throws {AppError} not_found, conflict (a member already), rate_limited.
 */
export async function acceptSignedIn(actor: UserActor, token: string, from: RequestOrigin, now: Date): Promise<void> {
  await accepting({ token, from, now }, (tx) =>
    acceptInvitation(tx, token, async () => actor, { way: "session", from, now }),
  );
}

/**
 * Makes an account with a password for the one invited, and signs it in. The address is the invitation's: one that
 * everybody could write would let them take the address of somebody who is still to come.
 * @throws {AppError} not_found, conflict (there is an account with that address), invalid_input (password), rate_limited.
 */
export async function acceptWithPassword(
  { token, name, password }: { token: string; name: string; password: string },
  from: RequestOrigin,
  now: Date,
): Promise<UserActor> {
  await takeAcceptTicket(from, now);
  // Before the password is hashed, which costs: for a dead invitation that is not done.
  const { email, place } = await refusing({ token, from, now }, () => openInvitation(token, now));
  const passwordHash = await hashPassword(password, [email, name, place]);
  return refusing({ token, from, now }, () =>
    inSystem((tx) => {
      const makeUser = ({ email }: LiveInvitation) => makeAccount(tx, { email, name, passwordHash });
      return acceptInvitation(tx, token, makeUser, { way: "password", from, now });
    }),
  );
}

/**
 * A person whom Microsoft vouches for joins by an invitation; who is new here gets an account that is this tid + oid. The
 * addresses that Microsoft knows play no part: the account's is the invitation's.
 * @param known the user with that tid + oid, if there is one.
 * @throws {AppError} not_found, conflict, rate_limited.
 */
export async function acceptWithEntra(
  { token, tid, oid, known }: { token: string; tid: string; oid: string; known: UserActor | null },
  from: RequestOrigin,
  now: Date,
): Promise<UserActor> {
  return accepting({ token, from, now }, (tx) => {
    const makeUser = async ({ email, name }: LiveInvitation) =>
      known ?? makeAccount(tx, { email, name, entraTid: tid, entraOid: oid });
    return acceptInvitation(tx, token, makeUser, { way: "microsoft", from, now });
  });
}

interface Attempt {
  token: string;
  from: RequestOrigin;
  now: Date;
}

async function accepting<T>(attempt: Attempt, work: (tx: Tx) => Promise<T>): Promise<T> {
  await takeAcceptTicket(attempt.from, attempt.now);
  return refusing(attempt, () => inSystem(work));
}

/** Counted in a transaction of its own: what is refused afterwards counts. */
async function takeAcceptTicket(from: RequestOrigin, now: Date): Promise<void> {
  await inSystem((tx) => takeTicket(tx, { key: `invitation:ip:${networkOf(from.ip)}`, ...acceptLimit }, now));
}

/** A genuine invitation that gives nothing is audited, and answered like one that never was. */
async function refusing<T>({ token, from, now }: Attempt, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found")
      await inSystem((tx) => recordDeadInvitation(tx, token, from, now));
    throw error;
  }
}

interface NewAccount {
  email: string;
  name: string;
  passwordHash?: string;
  entraTid?: string;
  entraOid?: string;
}

/** Never an account that is there: an address proves nothing about who opens a link. */
async function makeAccount(tx: Tx, account: NewAccount): Promise<UserActor> {
  const { count } = await tx.user.createMany({ data: account, skipDuplicates: true });
  const { email, entraOid = null } = account;
  const user = await tx.user.findUnique({ where: { email }, select: { id: true, name: true, entraOid: true } });
  if (count === 1 && user && user.entraOid === entraOid)
    return { kind: "user", userId: user.id, name: user.name, email };
  throw new AppError("conflict", "There is an account with the address of this invitation already.", {
    next: "Sign in with that account and open the invitation again, or ask for an invitation to another address.",
  });
}
